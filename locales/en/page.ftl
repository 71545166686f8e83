# What the scripts of a page say. They fill in `{"{name}"}` by themselves, so it is written as a literal.

# Between two sentences.
page-between = {" "}

page-theme-system = Colours: as the system
page-theme-light = Colours: light
page-theme-dark = Colours: dark
page-menu = Lessons
page-copy = Copy
page-copied = Copied
page-copy-failed = Not copied
page-mark-done = done
page-mark-open = begun

page-offline = Sampan does not answer.
page-offline-help = Is it still running? Start it again with `sampan`; this page then goes on by itself.
page-failed = Something went wrong in Sampan ({"{status}"}).
page-unsigned-command = { $sampan } open
page-unsigned = To work on this exercise here, the page needs a sign-in link from your Sampan. Run this in a terminal, and open the address that it prints:
page-try-again = Try again

page-start = Start
page-start-again = Do it again
page-needs = Needs {"{list}"} on this machine.
page-needs-nothing = Needs nothing but a text editor.
page-need-docker = Docker
page-need-kubernetes = a Kubernetes cluster
page-need-helm = a Kubernetes cluster and Helm
page-doing-start = Getting it ready
page-doing-reset = Clearing up and starting anew
page-doing-stop = Clearing up
page-paste = Paste this into a terminal, and work there. The checks follow by themselves.

page-live = live
page-not-live = no connection, trying again
page-state-passed = passed
page-state-not-yet = not yet
page-state-cannot-tell = cannot tell
page-state-waiting = waits for another check
page-state-unknown = not looked yet
page-found = found
page-cause = cause
page-remedy = what to do
page-see = see
page-learn = learn
page-not-judged = Your work is not judged.
page-same-reason = For the same reason as above.
page-your-answer = Your answer
page-answer = Answer
page-said-passed = Passed: {"{what}"}.
page-said-lost = Not passed any more: {"{what}"}.
page-said-blind = Cannot tell at present: {"{what}"}.

page-solved = Solved: all checks passed.
page-solved-before = You have solved this exercise.
page-next-lesson = Next:
page-after = Now that it is solved

page-hint = Hint {"{n}"} of {"{total}"}
page-solution = Solution
page-solution-sure = Show me the solution
page-reset = Reset…
page-stop = Stop…
page-removes = This will be deleted:
page-removes-nothing = Nothing of this exercise is left that would have to be deleted.
page-reset-files = Your files in `{"{path}"}` are set aside, not deleted, and the exercise starts anew.
page-stop-files = Your files in `{"{path}"}` and your progress stay.
page-reset-sure = Delete and start anew
page-stop-sure = Delete and stop
page-sure = Are you sure?
page-no = Not now

page-read-again = Read again:

page-help = Keys
page-close = Close
page-key-search = search the course
page-key-help = this list
page-key-tab = to the next link, button or field
page-key-move = from the terminal or the file to the tabs of the workbench, to the lesson, and round again; with Shift the other way
page-key-tabs = between the tabs of the workbench
page-key-copy = copy from a terminal
page-key-paste = paste into a terminal
page-key-find = search what a terminal put out
page-key-save = save the file
