# What `sampan schema` says of the kinds of files.

schema-of-exercise = what an exercise needs, sets up and checks
schema-of-expect = what must come of a wrong answer
schema-of-answers = what an attempt types, by check
schema-of-quiz = the questions of a lesson
schema-of-frontmatter = the head of a page, in YAML
schema-of-glossary = the terms of the course and what they mean
schema-of-search = what the search knows of words
schema-of-figure = the words of a drawing
schema-of-book = the settings of the course
schema-how = `{ $sampan } schema exercise > exercise.schema.json` writes one for your editor; docs/EXERCISES.md says where to name it.
