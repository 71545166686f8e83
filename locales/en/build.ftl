# Building a site, and writing a course with the page beside it: `sampan build`, `sampan dev`.

build-done = { $count } files in `{ $name }`, { $changed } of them new or changed.

site-single = The whole course on one page
site-single-note = Made to be printed, or kept as one file. Exercises, hints and quizzes come alive on the pages of the course.
