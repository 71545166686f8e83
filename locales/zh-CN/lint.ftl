# `sampan lint` 在问题之外说的话：每种译文进行到哪里。

cli-coverage = { $name }：共 { $total } 页，已译 { $count } 页，过期 { $stale } 页，缺 { $missing } 处
cli-coverage-unstamped = ；有 { $count } 页没有注明译自原文的哪一版
cli-accepted = `{ $name }` 已标为最新：注明了原文现在的版本。

cli-passed-over = 以下文件不属于课程，已略过：{ $names }
