# 页面：外壳、课程、练习、测验。

site-skip = 跳到正文
site-language = 语言
site-lessons = 课程
site-contents = 本页内容
site-beside = 前后课程
site-previous = 上一课
site-next = 下一课
site-minutes = { $minutes } 分钟
site-anchor = “{ $heading }”的链接
site-missing = 这一页还没有中文版，下面是英文原文。
site-stale = 英文原文在翻译之后有过修改。
site-stale-since = 这一页的原文在 { $date }有改动，译文还没有跟上。
site-read-source = 阅读原文
site-not-found = 没有这个页面
site-not-found-help = 它可能已经移动或改名。
site-to-overview = 查看全部课程

site-note = 说明
site-tip = 提示
site-warning = 注意
site-exit-code = （退出码 { $code }）
site-broken-card = `{ $name }` 无法显示：它的文件有错误，可用 `{ $sampan } lint` 查看。

site-level-beginner = 入门
site-level-intermediate = 进阶
site-level-advanced = 高级
site-need-docker = Docker
site-need-kubernetes = 集群
site-need-helm = 集群和 Helm
site-checks = 完成标准
site-hint = 提示 { $number }/{ $total }

site-your-answer = 你的答案

site-date = { $year } 年 { $month } 月 { $day } 日
