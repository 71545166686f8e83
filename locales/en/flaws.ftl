# Why nothing answered an HTTP look, and what is wrong in the writing of a file. Small letters: a sentence goes on here.

silence-no-container = no container publishes port { $port }
silence-refused = nothing listens there: the connection was refused
silence-broken-off = the connection ended before an answer had come
silence-too-slow = no answer came in time
silence-no-way = no network leads there
silence-no-http = what answered does not speak HTTP
silence-no-service = there is no Service `{ $name }`
silence-no-port = the Service `{ $name }` has no port { $port }
silence-no-endpoints = the Service `{ $name }` has no Pod that is ready
silence-other = nothing answered: “{ $detail }”

slip-colon = a `:` does not fit here; a text that holds `: ` needs quotes
slip-no-colon = the line is not written `key: value`
slip-wide-colon = this is the full-width colon `：`; write `:` and a space
slip-dash-space = put a space behind the `-`
slip-indent = the line begins further left or right than it should
slip-separator = inside the brackets a comma or the closing bracket is missing
slip-unclosed = the bracket `{ $open }` is not closed
slip-bracket = this closing bracket does not close what was opened
slip-quote = the quotes are not closed
slip-after-quote = something stands behind the closing quote
slip-escape = there is no such escape; write two backslashes for one
slip-dash = no entry of a list can begin here; put the `-` on a line of its own
slip-comment = put a space before the `#`
slip-begins = a text that begins with `{ $character }` needs quotes
slip-anchor = there is no `&name` for this `*name`; a text that begins with `*` needs quotes
slip-too-much = it is nested too deeply, or too large
slip-instruction = there is no instruction `{ $word }`
slip-flag = `{ $word }` has no flag `--{ $flag }`
slip-pair = `{ $word }` wants `name=value`, and finds `{ $pair }`
slip-image-name = `{ $name }` cannot be the name of an image; write `repository:tag`, the repository in lower case
slip-stage-name = behind `AS` stands one word, the stage's name, which begins with a letter
slip-port = `{ $word }` is no port; write a number, as `80` or `53/udp`
slip-one-argument = `{ $word }` needs exactly one argument
slip-an-argument = `{ $word }` needs at least one argument
slip-two-arguments = `{ $word }` needs at least two arguments
slip-stage-twice = two stages are called `{ $name }`
slip-no-stage = it has no `FROM`
slip-from-first = the first instruction must be `FROM`
slip-json = this list must be JSON, with double quotes: `["sh", "-c"]`
slip-here-doc = the line `{ $end }` that ends the here-document is missing
slip-expected = `{ $what }` is expected here
slip-other = it cannot be read; the parser says: “{ $detail }”
