# What keeps helm from rendering a chart of the learner's.

chart-nil = `{ $expression }` reads `{ $field }` of something that has no value
chart-template = there is no template `{ $name }` to include
chart-function = helm has no function `{ $name }`
chart-said = the template stops here: “{ $words }”
chart-end = the template ends before its last `end`
chart-yaml = line { $line } is not YAML; in a template, that is a line of what it renders: see `helm template --debug`
chart-value = the value `{ $path }` does not fit the chart's schema: “{ $detail }”
chart-dependency = the chart `{ $name }`, which this one needs, is not in `charts/`; run `helm dependency build`
chart-field = `{ $path }` is missing
chart-no-file = there is no file `{ $name }`
chart-object = what it renders would be refused at `{ $name }`: { $message }
chart-other = helm says: “{ $detail }”
