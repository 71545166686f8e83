# 构建站点、边写边看：`sampan build`、`sampan dev`。

build-done = `{ $name }` 中共有 { $count } 个文件，其中 { $changed } 个是新的或有改动。

site-single = 整门课程在一页上
site-single-note = 供打印或保存为单个文件。练习、提示和测验请在课程的各个页面上进行。

dev-serving = `{ $folder }` 中的课程位于 { $name }，保存后页面自动更新。
dev-rebuilt = 重新生成用了 { $time } 毫秒，{ $count } 个页面有变化。
dev-mended = 重新生成用了 { $time } 毫秒。所有问题都已解决。
dev-no-course = `{ $folder }` 中没有课程：课程目录里应有 `book.toml`。请用 `--course DIR` 指定目录。
dev-no-theme = `{ $folder }` 中没有主题：主题目录里应有 `pages` 和 `static` 两个文件夹。
dev-cannot-watch = 无法监视课程文件：{ $detail }
dev-problems = 课程中有 { $count } 个问题
dev-hide = 隐藏，直到下一次更新
