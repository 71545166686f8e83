# The workbench: terminals, files and what exists, beside a lesson. `{"{name}"}` is filled in by the scripts.

workbench = Workbench
workbench-open = Open the workbench
workbench-run = Put into the terminal
workbench-not-loaded = The workbench could not be loaded. Is Sampan still running?
workbench-terminal = Terminal
workbench-files = Files
workbench-world = What exists
workbench-side = Beside or below the lesson
workbench-settings = Settings
workbench-close = Close the workbench
workbench-size = Size of the workbench

workbench-terminals = Terminals
workbench-new = New terminal
workbench-split = Another one beside it
workbench-end = End this terminal and all it started
workbench-no-terminal = No terminal is open.
workbench-leave = F6 leaves the terminal.
workbench-lost = The line to Sampan is lost; it is tried again by itself. What you type now is kept.
workbench-taken = This terminal is being looked at from another page.
workbench-here = Show it here
workbench-ended = This shell has ended.
workbench-gone = This terminal is gone.

workbench-find = Search the output
workbench-find-none = Not found
workbench-find-up = Upwards
workbench-find-down = Downwards
workbench-find-close = Close the search

workbench-paste-lines = This text has more than one line. A shell may run each line as soon as it arrives.
workbench-paste-sudo = This text asks for the rights of another user.
workbench-paste-dropped = Characters that cannot be seen were taken out of it. This is what is left:
workbench-paste-yes = Paste
workbench-link = A program wrote this link. Open it in a new tab?
workbench-link-yes = Open

workbench-font = Size of the letters
workbench-copy = Copy what is selected at once
workbench-reader = For screen readers: say what a terminal puts out
workbench-done = Done
