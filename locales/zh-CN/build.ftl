# 构建站点、边写边看：`sampan build`、`sampan dev`。

build-done = `{ $name }` 中共有 { $count } 个文件，其中 { $changed } 个是新的或有改动。
