# Words of the program in a terminal.

cli-needs-yes = This needs a yes, and there is no terminal to ask in: add `--yes` if you mean it.
cli-nothing-started = No exercise has been started. See which there are with `{ $sampan } list`, and start one: `{ $sampan } start ID`.
cli-problems = { $count ->
    [one] One problem in the course; what is sound is used.
   *[other] { $count } problems in the course; what is sound is used.
}
cli-sound = No problems.
cli-trust = This course comes from a folder. Its exercises would run or make the following on your machine:
cli-trust-question = Do you trust it? You are asked again if any of its files changes.
cli-use-context = The context `{ $name }` may belong to a cluster that others use. Exercises make and delete things there. Use it?
cli-other-context = The exercises that you began met the cluster of `{ $kept }`. `{ $name }` leads to another one, where nothing of theirs is.
cli-other-context-question = Use `{ $name }` for this command?
cli-use-docker = The Docker engine `{ $name }` may not be on this machine. Exercises make and delete things there. Use it?
cli-paste = Paste this into a terminal to work on it:
cli-then-check = Then look how far you are with `{ $sampan } check --watch`.
cli-hint = Hint { $number } of { $total }
cli-solved = All checks have passed.
cli-state-passed = passed
cli-state-not-yet = not yet
cli-state-cannot-tell = cannot tell
cli-state-waiting = waits for another check
cli-state-unknown = not started
cli-found = found:
cli-cause = cause:
cli-do = to do:
cli-see = see:
cli-learn = learn:
cli-answer = answer: `{ $sampan } check --answer { $check }="…"`
cli-done = done
cli-open = open
cli-untouched = not started
cli-minutes = { $minutes } min
cli-progress = { $count } of { $total } exercises are done.
cli-next = Next: `{ $sampan } start { $name }`
cli-reset-question = Remove these and start again?
cli-stop-question = Remove these? Your files and your progress stay.
cli-set-aside = Your files are not deleted: `{ $name }` is moved to `{ $aside }`.
cli-will-remove = This will be removed:
cli-stopped = Stopped. Your files are in `{ $name }`.
cli-serving = Sampan runs on { $name }
cli-sign-in = Open this link to sign in (for a minute, once): { $name }
cli-browser-failed = The browser did not open by itself. Open the link above.
cli-stop-hint = Stop it with Ctrl-C.
cli-already = Sampan already runs; here is its page.
cli-taken = Port { $port } is taken by { $name }. Another is free: `{ $sampan } { $command } --port { $other }`
cli-no-port = Port { $port } cannot be used: { $detail }. Take any that is free: `{ $sampan } { $command } --port 0`
cli-taken-unknown = another program
cli-no-server = No server of yours is running. Start it with `sampan`.
cli-bearer = A token for scripts, good until the server ends. Send it as `Authorization: Bearer …`.
cli-root = Sampan runs as root: everything the exercises do, they do as root. That is fine in a virtual machine of your own.
cli-bye = Stopped. Your work is kept.
cli-verify-refused = The course cannot be tried here: it would clash with what is already there. Take that down first (`{ $sampan } stop ID`, or `{ $sampan } sweep` for all there is), or use separate engines.
cli-verify-unsound = Nothing was tried: mend these problems first.
cli-verify-waits = Another `{ $sampan } verify` works on the same engine; this one begins when that has ended.
cli-verify-nothing = There is nothing to try by that name.
cli-word-error = error
cli-word-gap = translation gap
cli-word-help = help
cli-problems-short = { $count ->
    [one] The course has one problem; what is sound is used. `{ $sampan } lint` lists it.
   *[other] The course has { $count } problems; what is sound is used. `{ $sampan } lint` lists them.
}
cli-no-such-lang = The course has no language `{ $name }`. It has: { $names }.
