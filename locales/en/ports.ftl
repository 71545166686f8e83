# Ports of this machine that an exercise needs and others hold.

tutor-error-ports-taken = Ports of this machine that this exercise needs are taken: { $ports }.
tutor-help-ports-taken = Nothing was made, and nothing of others is touched. Stop what holds the port, then start again.
sandbox-port-of-container = `{ $port }` (the container `{ $name }`)
sandbox-port-of-program = `{ $port }` (another program; `ss -ltnp` may name it)
