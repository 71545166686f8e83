# The page of a learner's progress, and the notes beside lessons. `{"{name}"}` is filled in by the scripts.

site-progress = Your progress
site-progress-what = Lesson and exercise
site-progress-state = State
site-progress-when = Done on
site-progress-time = Time taken
site-progress-notes = Your notes

progress-sum = {"{done}"} of {"{all}"} exercises done.
progress-sum-time = Time from start to done: {"{time}"}.
progress-quiz = Quiz: {"{right}"} of {"{total}"} right
progress-minutes = {"{n}"} min
progress-hours = {"{n}"} h
progress-find = Search your notes
progress-find-none = No note has that.
progress-no-notes = No notes yet. Each lesson has a place for them at its end.
progress-print = Print
progress-save = Save as a file
progress-load = Bring back from a file
progress-loaded = Brought back. What was here before stays as well.
progress-no-file = `{"{name}"}` is no file that Sampan has saved.
progress-forget = Delete everything…
progress-forget-what = All progress, answers, notes and settings on this machine are deleted. Files in the exercises' folders stay. This cannot be undone.
progress-forget-sure = Delete everything
progress-forget-open = These exercises are in progress: {"{list}"}.
progress-forget-help = Stop them first: what they made is known only from these records.
progress-forgotten = Everything is deleted.

note-title = Your notes
note-field = Your notes on this lesson
note-saved = Saved.
note-saving = Saving…
note-other = Another page has written here meanwhile:
note-keep = Keep what is here
note-take = Take that
