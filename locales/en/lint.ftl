# What `sampan lint` says beside the problems: how far each translation is.

cli-coverage = { $name }: { $count } of { $total } pages, { $stale } stale, { $missing } missing
cli-coverage-unstamped = { $count ->
    [one] ; one page does not say of which source it was made
   *[other] ; { $count } pages do not say of which source they were made
}
cli-accepted = `{ $name }` is up to date: it names its source as that is now.

cli-passed-over = Passed over, as no part of the course: { $names }
