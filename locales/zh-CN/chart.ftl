# Helm 渲染不出学习者的 chart 时，问题在哪里。

chart-nil = `{ $expression }` 要读取 `{ $field }`，但它的上一级没有值
chart-template = 没有可以引入的模板 `{ $name }`
chart-function = Helm 没有 `{ $name }` 这个函数
chart-said = 模板在这里停下：“{ $words }”
chart-end = 模板结束了，却还少一个 `end`
chart-yaml = 第 { $line } 行不是 YAML；如果是模板，指的是渲染结果的那一行，可以用 `helm template --debug` 查看
chart-value = 值 `{ $path }` 不符合 chart 的 schema：“{ $detail }”
chart-dependency = `charts/` 里没有这个 chart 所依赖的 `{ $name }`，请运行 `helm dependency build`
chart-field = 缺少 `{ $path }`
chart-no-file = 没有文件 `{ $name }`
chart-object = 渲染结果在 `{ $name }` 处会被拒绝：{ $message }
chart-other = Helm 报告：“{ $detail }”
