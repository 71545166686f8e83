# 练习开始之后随引擎一起消失的东西。`代码`写在反引号里。

fallen-containers = 本练习开始之后 Docker 重新启动过，练习里的这些容器已不再运行：{ $names }。
fallen-pods = 节点驱逐了本练习的这些 Pod：{ $names }。
fallen-docker = Docker 里已经没有本练习的任何内容：它的数据在练习开始之后被清除了。
fallen-cluster = 集群里已经没有本练习的命名空间：它被删除了，或者集群是重新创建的。
fallen-help = 再次开始这个练习即可恢复，你的文件和其他内容都保持原样：`{ $sampan } start { $exercise }`。
page-fallen-start = 恢复

cause-program-ended = 程序 `{ $program }` 还没运行完就被外部终止了（信号 { $signal }）。
remedy-program-ended = 可能是机器内存不足：请关闭占用内存最多的程序，再检查一次。
