# What a check found that a shape or a list of rights does not fit. `Code` stands in backticks.

found-differs = `{ $path }` is `{ $value }`; `{ $wanted }` is looked for
found-differs-missing = there is no `{ $path }`; `{ $wanted }` is looked for
found-no-item = nothing in `{ $path }` is like `{ $wanted }`
found-rights-account = the ServiceAccount `{ $name }`
found-rights-user = `{ $name }`
found-rights-and = {", "}
found-rights-surplus = { $subject } may { $deeds }; it must not
found-rights-lacking = { $subject } may not { $deeds }; it must
