# The pages: shell, lessons, exercises, quizzes.

site-skip = Skip to the content
site-language = Language
site-lessons = Lessons
site-contents = On this page
site-beside = Before and after
site-previous = Previous
site-next = Next
site-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
site-anchor = Link to “{ $heading }”
site-missing = This page has not been translated yet.
site-stale = The original of this page has changed since it was translated.
site-stale-since = The original of this page changed on { $date }, after it was translated.
site-read-source = Read the original
site-not-found = There is no such page
site-not-found-help = It may have been moved or renamed.
site-to-overview = To all lessons

site-note = Note
site-tip = Tip
site-warning = Careful
site-exit-code = (exit code { $code })
site-broken-card = `{ $name }` cannot be shown: its files have a mistake. `{ $sampan } lint` says which.

site-level-beginner = beginner
site-level-intermediate = intermediate
site-level-advanced = advanced
site-need-docker = Docker
site-need-kubernetes = a cluster
site-need-helm = a cluster and Helm
site-checks = It is done when
site-hint = Hint { $number } of { $total }

site-your-answer = Your answer

site-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
