# Building a site, and writing a course with the page beside it: `sampan build`, `sampan dev`.

build-done = { $count } files in `{ $name }`, { $changed } of them new or changed.

site-single = The whole course on one page
site-single-note = Made to be printed, or kept as one file. Exercises, hints and quizzes come alive on the pages of the course.

dev-serving = The course in `{ $folder }` is on { $name } and follows what you save.
dev-rebuilt = Made anew in { $time } ms: { $count ->
    [one] one page differs.
   *[other] { $count } pages differ.
}
dev-mended = Made anew in { $time } ms. All problems are mended.
dev-no-course = There is no course in `{ $folder }`: a course has a `book.toml`. Name its folder with `--course DIR`.
dev-no-theme = There is no theme in `{ $folder }`: one has the folders `pages` and `static`.
dev-cannot-watch = The files of the course cannot be watched: { $detail }
dev-problems = { $count ->
    [one] One problem in the course
   *[other] { $count } problems in the course
}
dev-hide = Hide until the next one
