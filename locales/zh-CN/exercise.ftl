# 发布的页面上的练习。

site-exercise-run = 在自己的机器上做，检查会随着你的操作自动更新：
site-exercise-needs = 机器上需要：{ $name }。
site-exercise-needs-nothing = 只需要一个文本编辑器。
site-exercise-get = 获取 Sampan 和本课程
site-exercise-spoils = 自己想出来的记得更牢。提示都用完了，或者想对照自己的做法时，再来看这里。
