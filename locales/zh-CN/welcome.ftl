# 第一次打开：找到或缺少哪些引擎，以及 Sampan 会动什么。

welcome-title = 需要的东西都有吗？
welcome-ok = 已就绪
welcome-remark = 请留意
welcome-missing = 没有找到
welcome-bad = 有问题
welcome-touch-title = Sampan 会动什么
welcome-touch-1 = 它在你的 Docker 和集群里创建练习需要的东西，并打上自己的标签；删除之前，会先把清单给你看。
welcome-touch-2 = 不属于它的东西，它从不修改或删除：其他容器、命名空间和文件保持原样；别的机器上的集群，除非你指名，否则不碰。
welcome-touch-3 = 你的文件和进度都留在本机的 `~/sampan` 和 Sampan 的数据目录里，不会发送到任何地方。
welcome-done = 开始
welcome-again = 以后可以用 `{ $sampan } doctor` 再看一遍。
