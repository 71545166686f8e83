# 学习者的 Kubernetes 清单有什么问题。

found-invalid-more = 另有 { $count } 处

flaw-unquote = { $said }；去掉引号就对了
flaw-quote = { $said }；加上引号才是字符串

manifest-unknown-field = { $kind } 的 `{ $inside }` 里没有 `{ $field }` 这个字段
manifest-unknown-field-top = { $kind } 的顶层没有 `{ $field }` 这个字段
manifest-belongs = { $unknown }；它应写在 `{ $home }` 里
manifest-unknown-kind = `{ $api }` 里没有 `{ $kind }` 这种类型
manifest-moved = 从 Kubernetes { $since } 起，`{ $api }` 不再提供 { $kind }；请改为 `{ $instead }`
manifest-ended = 从 Kubernetes { $since } 起，不再有 { $kind } 这种类型
manifest-range = `{ $path }` 应在 -2147483648 到 2147483647 之间，现在是{ $found }
manifest-base64 = `{ $path }` 应该是 base64 编码
manifest-base64-data = `{ $path }` 应该是 base64 编码；不编码的文本请写在 `stringData` 里
manifest-name-label = `{ $path }` 只能用小写字母、数字和中间的连字符，最多 63 个字符，现在是{ $found }
manifest-name-subdomain = `{ $path }` 只能用小写字母、数字以及中间的连字符和点，现在是{ $found }
manifest-name-key = { $found }不能作标签或注解的键；请写成 `app` 或 `example.org/app` 这样
manifest-name-value = 标签的值只能用字母、数字以及中间的 `-`、`_` 和 `.`，最多 63 个字符；`{ $path }` 现在是{ $found }
manifest-same-name = `{ $path }` 里有两项都叫 `{ $name }`
