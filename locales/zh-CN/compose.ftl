# 学习者的 Compose 文件或 chart 有什么问题。

flaw-choice = `{ $path }` 只能是 { $allowed } 之一，现在是{ $found }

compose-no-service = 没有定义任何服务，请在 `services` 下至少写一个
compose-no-image = 服务 `{ $service }` 既没有 `image` 也没有 `build`
compose-undefined-service = 这个文件里没有服务 `{ $name }`
compose-undefined-network = `networks` 下没有网络 `{ $name }`
compose-undefined-volume = `volumes` 下没有数据卷 `{ $name }`；如果指的是本地目录，请以 `./` 开头
compose-undefined-secret = `secrets` 下没有 `{ $name }` 这个密钥
compose-undefined-config = `configs` 下没有 `{ $name }` 这个配置
compose-circle = 服务 `{ $name }` 依赖了它自己
compose-exclusive = `{ $one }` 和 `{ $other }` 只能写一个
compose-form-variable = `{ $found }` 里有一个 `$` 后面不是变量；如果要写这个符号本身，请用 `$$`
compose-form-port = `{ $found }` 不是端口映射，写法例如 `8080:80`
compose-form-mount = `{ $found }` 不是挂载，写法例如 `data:/data` 或 `./folder:/data`
compose-form-device = `{ $found }` 不是设备，写法例如 `/dev/fuse:/dev/fuse`
compose-form-command = `{ $found }` 里的引号没有配对
compose-form-health-test = 这里的列表要以 `CMD`、`CMD-SHELL` 或 `NONE` 开头，不能是 `{ $found }`
compose-form-duration = `{ $found }` 不是时长，写法例如 `10s` 或 `1m30s`
compose-form-bytes = `{ $found }` 不是大小，写法例如 `128m`
compose-form-number = `{ $found }` 不是数字，写法例如 `0.5`
compose-required = 变量 `{ $variable }` 没有值，请在 `.env` 里给它一个值
compose-required-said = 变量 `{ $variable }` 没有值：{ $said }
compose-no-file = 没有文件 `{ $name }`
compose-env-line = `{ $place }` 这一行不是 `NAME=value` 的写法

cause-not-followed = `{ $file }` 用了 `{ $field }`，Sampan 不会去读它引用的文件。
remedy-not-followed = 你的写法可能没有问题。为了通过这项检查，请把引用的内容直接写进 `{ $file }`。
compose-too-much = 变量、`env_file` 和 `extends` 全部展开后，这个文件太大了
