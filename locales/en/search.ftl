# Search: `page-` is in every page, `search-` comes with an index.

page-search = Search
page-search-what = Search lessons, errors, commands
page-search-close = Close the search
page-search-loading = Loading…
page-search-failed = The search could not be loaded. Are you still connected?
page-marks-clear = Clear the marks

search-hint = Type what you are looking for: a word, a command such as `docker volume prune`, or an error message as you see it.
search-keys-move = to choose
search-keys-open = to open
search-keys-close = to close
search-one = 1 result
search-many = { $count } results
search-none = Nothing found for “{ $name }”. Try fewer or other words.
search-elsewhere = Nothing found for “{ $name }”. Looking in { $title }…
search-only = Nothing in { $name }. Found in { $title }: { $count }
search-kind-lesson = lesson
search-kind-exercise = exercise
search-kind-term = glossary
search-kind-fault = error message
