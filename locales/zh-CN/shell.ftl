# 页面外框：课文四周、首页、更新订阅。

site-overview = 概览
site-trail = 当前位置
site-updated = 更新于 { $date }
site-edit = 编辑本页
site-report = 反馈问题
site-mark = 水面上的一只小船

site-begin = 从这里开始
site-lesson-count = { $count } 课
site-exercise-count = { $count } 个练习

site-feed = 更新
site-feed-title = { $title }：更新

page-continue = 从上次离开的地方继续
