# The glossary's page.

site-glossary = Glossary
site-glossary-summary = { $count ->
    [one] One term of this course, and what it means.
   *[other] The { $count } terms of this course, and what they mean.
}
