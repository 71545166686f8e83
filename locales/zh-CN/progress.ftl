# 学习进度页，以及课文旁的笔记。`{"{name}"}` 由脚本填写。

site-progress = 我的进度
site-progress-what = 课文与练习
site-progress-state = 状态
site-progress-when = 完成日期
site-progress-time = 用时
site-progress-notes = 我的笔记

progress-sum = 已完成 {"{done}"} / {"{all}"} 个练习。
progress-sum-time = 从开始到完成共用 {"{time}"}。
progress-quiz = 测验：{"{total}"} 题答对 {"{right}"} 题
progress-minutes = {"{n}"} 分钟
progress-hours = {"{n}"} 小时
progress-find = 搜索笔记
progress-find-none = 没有符合的笔记。
progress-no-notes = 还没有笔记。每篇课文末尾都可以写。
progress-print = 打印
progress-save = 存为文件
progress-load = 从文件恢复
progress-loaded = 已恢复。原有的记录也都保留着。
progress-no-file = `{"{name}"}` 不是 Sampan 保存的文件。
progress-forget = 全部删除…
progress-forget-what = 本机上的进度、答案、笔记和设置都会被删除；练习文件夹里的文件会保留。此操作无法撤销。
progress-forget-sure = 全部删除
progress-forget-open = 这些练习还在进行中：{"{list}"}。
progress-forget-help = 请先停止它们：它们创建了什么，只有这些记录知道。
progress-forgotten = 已全部删除。

note-title = 我的笔记
note-field = 这一课的笔记
note-saved = 已保存。
note-saving = 正在保存…
note-other = 另一个页面刚刚在这里写了：
note-keep = 保留这里的内容
note-take = 采用那边的内容
