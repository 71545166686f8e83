# 搜索：`page-` 在每一页里，`search-` 随索引一起加载。

page-search = 搜索
page-search-what = 搜索课文、报错、命令
page-search-close = 关闭搜索
page-search-loading = 正在加载……
page-search-failed = 搜索未能加载。网络还连着吗？
page-marks-clear = 清除标记

search-hint = 输入要找的内容：一个词，一条命令（如 `docker volume prune`），或者把看到的报错原样贴进来。
search-keys-move = 选择
search-keys-open = 打开
search-keys-close = 关闭
search-one = 1 条结果
search-many = { $count } 条结果
search-none = 没有找到“{ $name }”。换个词，或者少写几个词试试。
search-elsewhere = 没有找到“{ $name }”，正在{ $title }内容里找……
search-only = { $name }内容里没有，{ $title }内容里有 { $count } 条
search-kind-lesson = 课文
search-kind-exercise = 练习
search-kind-term = 术语
search-kind-fault = 报错
