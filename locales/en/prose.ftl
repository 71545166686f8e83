# What stands in the prose of a page: footnotes.

prose-notes = Footnotes
prose-note = Footnote { $number }
prose-note-back = Back to the text of footnote { $number }
