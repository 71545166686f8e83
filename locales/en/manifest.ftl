# What is wrong with a Kubernetes manifest of the learner's. Small letters: a sentence goes on here.

found-invalid-more = and { $count } more

flaw-unquote = { $said }; without the quotes it fits
flaw-quote = { $said }; quotes make it a text

manifest-unknown-field = `{ $field }` is not a field of the { $kind }’s `{ $inside }`
manifest-unknown-field-top = `{ $field }` is not a field of the { $kind } itself
manifest-belongs = { $unknown }; it belongs in `{ $home }`
manifest-unknown-kind = there is no kind `{ $kind }` in `{ $api }`
manifest-moved = `{ $api }` has had no { $kind } since Kubernetes { $since }; write `{ $instead }`
manifest-ended = Kubernetes has had no { $kind } since { $since }
manifest-range = `{ $path }` lies between -2147483648 and 2147483647, and is { $found }
manifest-base64 = `{ $path }` must be base64
manifest-base64-data = `{ $path }` must be base64; a text as it is goes below `stringData`
manifest-name-label = `{ $path }` may hold lower-case letters, digits and inner hyphens, at most 63 of them, and is { $found }
manifest-name-subdomain = `{ $path }` may hold lower-case letters, digits, and inner hyphens and dots, and is { $found }
manifest-name-key = { $found } cannot be the key of a label or an annotation; write it as `app` or `example.org/app`
manifest-name-value = a label’s value may hold letters, digits, and inner `-`, `_` and `.`, at most 63 of them; `{ $path }` is { $found }
manifest-same-name = two entries of `{ $path }` are called `{ $name }`
