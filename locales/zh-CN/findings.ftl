# 实际结果与要求的形状或权限有哪里不同。`代码`写在反引号里。

found-differs = `{ $path }` 现在是 `{ $value }`，应为 `{ $wanted }`
found-differs-missing = 没有 `{ $path }` 这个字段，应为 `{ $wanted }`
found-no-item = `{ $path }` 里没有符合 `{ $wanted }` 的一项
found-rights-account = ServiceAccount `{ $name }`
found-rights-user = `{ $name }`
found-rights-and = {"、"}
found-rights-surplus = { $subject } 拥有不该有的权限：{ $deeds }
found-rights-lacking = { $subject } 缺少应有的权限：{ $deeds }
