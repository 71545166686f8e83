# Quizzes: what their pages and scripts say. Scripts fill in `{"{name}"}` by themselves.

site-quiz = Test yourself
site-check-answer = Check

page-right = Right.
page-wrong = Not quite.
page-quiz-empty = Choose or type an answer first.
page-quiz-incomplete = What you chose is right, and it is not all.
page-quiz-up = Move up: {"{step}"}
page-quiz-down = Move down: {"{step}"}
page-quiz-moved = Now step {"{place}"} of {"{total}"}.
page-quiz-score = {"{right}"} of {"{total}"} answered rightly.
page-quiz-score-all = All {"{total}"} answered rightly.
page-quiz-again = Try again
