# What the server says when it does not do what was asked. `Code` stands in backticks.

server-error-malformed = The request is not one that a browser would send.
server-help-malformed = Send one `Host`, one `Content-Length` and no `Transfer-Encoding`.
server-error-method = Only `GET`, `HEAD` and `POST` are understood, each where the list of routes says so.
server-help-method = The routes are listed in `docs/API.md`.
server-error-too-large = The request is larger than 1 MB.
server-help-too-large = Send less at once.
server-error-slow = The request took longer than 30 seconds to arrive.
server-help-slow = Try again.
server-error-not-json = What changes something must be sent as `application/json`.
server-help-not-json = Set the header `Content-Type: application/json`.
server-error-bad-json = The request is not valid JSON.
server-help-bad-json = Look for a missing quote or bracket.
server-error-bad-field = The request has a field that is unknown, missing, or of the wrong type.
server-help-bad-field = The fields of each request are listed in `docs/API.md`.
# These three go to whoever asks, a hostile page included, so they do not tell where the program lies.
server-error-host = This server answers only to its own addresses.
server-help-host = Open the address that `sampan` printed when it started, or run `sampan open`.
server-error-origin = The request comes from a page that is not Sampan's.
server-help-origin = Open Sampan in a tab of its own: run `sampan open`.
server-error-cross-site = Another site made your browser send this, so it was not done.
server-help-cross-site = Open Sampan in a tab of its own: run `sampan open`.
server-error-sign-in = This tab is not signed in.
server-help-sign-in = Run `{ $sampan } open` in a terminal: it opens a page that is.
server-error-code = This sign-in link has been used, or is older than a minute.
server-help-code = Run `{ $sampan } open` in a terminal for a new one.
server-error-too-many-guesses = There were too many wrong credentials in the last minute.
server-help-too-many-guesses = Run `{ $sampan } open` in a terminal: a new sign-in link works at once.
server-error-no-such-page = There is no such page.
server-help-no-such-page = Begin at the contents.
server-error-too-many-streams = Too many tabs watch exercises at the same time.
server-help-too-many-streams = Close some of them; this one tries again by itself.
server-error-ending = Sampan is being stopped.
server-help-ending = Start it again with `sampan`.
server-error-internal = Something went wrong inside Sampan. Nothing you did is lost.
server-help-internal = Try again; if it stays so, the terminal in which `sampan` runs says more.
