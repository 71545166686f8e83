# 练习环境的创建、提示与询问：准备步骤、遗留物、镜像、空间。`代码`写在反引号里。

tutor-step-volume = 创建数据卷 `{ $name }`
tutor-step-network = 创建网络 `{ $name }`
tutor-step-container = 启动容器 `{ $name }`
tutor-step-image = 准备镜像 `{ $name }`
tutor-step-file = 在工作目录中写入 `{ $name }`
tutor-step-copy = 把 `{ $path }` 复制到容器 `{ $name }`
sandbox-pulling = 正在拉取 `{ $image }`：已完成 { $done }/{ $layers } 层，已下载 { $size }，目前共 { $whole }
sandbox-error-at-step = 第 { $number } 步（共 { $total } 步）失败：{ $step }。{ $found }
sandbox-help-at-step = 再次开始会从这一步继续；用 `{ $sampan } stop` 可以清理前面几步创建的内容。

sandbox-leftover = `{ $exercise }` 还在进行中，占用着{ $things }。
sandbox-leftover-ports = `{ $exercise }` 还在进行中，占用着{ $things }，以及本机的端口：{ $ports }。
sandbox-leftover-help = 只要不冲突就没有问题。用 `{ $sampan } stop { $exercise }` 可以清理它。
sandbox-sweep-exercise = `{ $exercise }` 正在进行中，占用着：
sandbox-sweep-loose = 已不在进行中的练习留下的：
sandbox-sweep-strange = 以下属于另一门课程，会保留（加上 `--all` 会一并删除）：
sandbox-sweep-nothing = 没有练习占用任何资源。
sandbox-sweep-unseen = 没能全部查看。{ $why }
sandbox-sweep-question = 要删除这些吗？你的文件和学习进度都会保留。
sandbox-swept = 已删除 { $count } 项。

sandbox-to-pull = 将先拉取：{ $images }。所需空间：{ $needed }，可用空间：{ $free }。
sandbox-at-least = 至少 { $size }
sandbox-size-unknown = 未知
sandbox-room = Docker 存放镜像处的可用空间：{ $free }
sandbox-image-docker-there = Docker 中已有
sandbox-image-docker-missing = Docker 中缺少
sandbox-image-cluster-there = 集群中已有
sandbox-image-cluster-missing = 集群中缺少
sandbox-images-replace = `{ $name }` 已经存在。要替换它吗？
sandbox-images-saved = 课程所需的全部镜像已写入 `{ $name }`（{ $size }）。在另一台机器上运行 `{ $sampan } images load 文件`；集群则用 `minikube image load 文件`。
sandbox-images-loaded = 已从 `{ $name }` 载入 { $count } 个镜像。集群有自己的镜像：`minikube image load { $name }`。
