# What is wrong with a Compose file or a chart of the learner's.

flaw-choice = `{ $path }` must be one of { $allowed }, and is { $found }

compose-no-service = no service is defined; write at least one below `services`
compose-no-image = the service `{ $service }` has neither `image` nor `build`
compose-undefined-service = there is no service `{ $name }` in this file
compose-undefined-network = there is no network `{ $name }` below `networks`
compose-undefined-volume = there is no volume `{ $name }` below `volumes`; a folder of yours begins with `./`
compose-undefined-secret = there is no secret `{ $name }` below `secrets`
compose-undefined-config = there is no config `{ $name }` below `configs`
compose-circle = the service `{ $name }` depends on itself
compose-exclusive = write `{ $one }` or `{ $other }`, not both
compose-form-variable = `{ $found }` holds a `$` that begins no variable; write `$$` for the sign itself
compose-form-port = `{ $found }` is no port; write it as `8080:80`
compose-form-mount = `{ $found }` is no mount; write it as `data:/data` or `./folder:/data`
compose-form-device = `{ $found }` is no device; write it as `/dev/fuse:/dev/fuse`
compose-form-command = the quotes in `{ $found }` do not match
compose-form-health-test = a list here begins with `CMD`, `CMD-SHELL` or `NONE`, not with `{ $found }`
compose-form-duration = `{ $found }` is no time; write it as `10s` or `1m30s`
compose-form-bytes = `{ $found }` is no size; write it as `128m`
compose-form-number = `{ $found }` is no number; write it as `0.5`
compose-required = the variable `{ $variable }` has no value; give it one in `.env`
compose-required-said = the variable `{ $variable }` has no value: { $said }
compose-no-file = there is no file `{ $name }`
compose-env-line = `{ $place }` is not written as `NAME=value`

cause-not-followed = `{ $file }` uses `{ $field }`, and Sampan does not read the files that it leads to.
remedy-not-followed = It may well be right. For this check, write what it leads to into `{ $file }` itself.
compose-too-much = with its variables, `env_file` and `extends` written out, this file is too large
