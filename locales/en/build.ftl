# Building a site, and writing a course with the page beside it: `sampan build`, `sampan dev`.

build-done = { $count } files in `{ $name }`, { $changed } of them new or changed.
