# What looks into containers, Pods, events and rights come to.
found-absent-event = nothing has happened to `{ $name }` that the cluster tells of
found-absent-log = there is no log of `{ $name }`
found-absent-running = nothing named `{ $name }` is running
silence-no-pod = there is no Pod `{ $name }`
silence-not-running = the Pod `{ $name }` has no container that is running
tutor-would-run-inside = { $exercise }: runs `{ $what }` inside a running container
