# 课文旁的工作台：终端、文件、现有资源。`{"{name}"}` 由脚本填写。

workbench = 工作台
workbench-open = 打开工作台
workbench-run = 填入终端
workbench-not-loaded = 工作台没能加载。Sampan 还在运行吗？
workbench-terminal = 终端
workbench-files = 文件
workbench-world = 现有资源
workbench-side = 放在课文旁边或下方
workbench-settings = 设置
workbench-close = 关闭工作台
workbench-size = 工作台大小

workbench-terminals = 终端列表
workbench-new = 新建终端
workbench-split = 在旁边再开一个
workbench-end = 结束这个终端以及它启动的一切
workbench-no-terminal = 还没有打开终端。
workbench-leave = 按 F6 离开终端。
workbench-lost = 与 Sampan 的连接断了，正在自动重连。这期间输入的内容不会丢失。
workbench-taken = 另一个页面正在使用这个终端。
workbench-here = 在这里显示
workbench-ended = 这个 shell 已经结束。
workbench-gone = 这个终端已经不在了。

workbench-find = 搜索输出
workbench-find-none = 没有找到
workbench-find-up = 向上
workbench-find-down = 向下
workbench-find-close = 关闭搜索

workbench-paste-lines = 这段文字不止一行，shell 可能会收到一行就执行一行。
workbench-paste-sudo = 这段文字要以其他用户的身份执行。
workbench-paste-dropped = 其中有看不见的字符，已经去掉。剩下的内容如下：
workbench-paste-yes = 粘贴
workbench-link = 这个链接是程序输出的。要在新标签页中打开吗？
workbench-link-yes = 打开

workbench-font = 字号
workbench-copy = 选中即复制
workbench-reader = 屏幕阅读器模式：朗读终端的输出
workbench-done = 完成
