# 构建站点、边写边看：`sampan build`、`sampan dev`。

build-done = `{ $name }` 中共有 { $count } 个文件，其中 { $changed } 个是新的或有改动。

site-single = 整门课程在一页上
site-single-note = 供打印或保存为单个文件。练习、提示和测验请在课程的各个页面上进行。
