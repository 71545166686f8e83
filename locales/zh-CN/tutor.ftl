# 学员请求的结果、启动步骤，以及体检结果。`代码`写在反引号里。

tutor-list-comma = 、
tutor-list-sentence = {""}

tutor-error-no-such-exercise = 没有名为 `{ $name }` 的练习。
tutor-help-no-such-exercise = 用 `{ $sampan } list` 看看有哪些练习。
tutor-error-no-such-check = 没有需要回答的检查项 `{ $name }`。
tutor-help-no-such-check = 用 `{ $sampan } check` 看看这个练习有哪些检查项。
tutor-error-no-such-question = 没有问题 `{ $name }`，或者它要用别的方式作答。
tutor-help-no-such-question = 请重新加载页面。
tutor-error-not-started = 这个练习还没有开始。
tutor-help-not-started = 请先开始练习：在页面里点“开始”，或者用 `{ $sampan } start`。
tutor-error-taken = 这个练习要用的名字已被占用：{ $things }。
tutor-help-taken = 如果不再需要，请自行删除；不是 Sampan 创建的东西，它不会删。
tutor-error-ask = 这个练习还没有完成。
tutor-help-ask = 如果确定要看答案，请再确认一次。
tutor-error-set-up = 练习环境没能按时准备好：{ $found }。
tutor-help-set-up = 如果每次都失败，`{ $sampan } doctor` 也许能说明原因。
tutor-error-refused = 操作被拒绝：{ $detail }
tutor-help-refused = 没有丢失任何东西。如果一直这样，`{ $sampan } doctor` 也许能说明原因。
tutor-error-broken = 练习本身的文件有问题：{ $detail }
tutor-help-broken = 这不是你的错，请告诉课程作者。
tutor-error-not-trusted = 你还没有表示信任这门课程，所以不会运行其中的任何内容。
tutor-help-not-trusted = 在终端里用 `{ $sampan } --course 目录` 打开它，先看看它会运行什么。
tutor-error-not-saved = 没能保存：磁盘已满。
tutor-help-not-saved = 请腾出空间（用 `df -h` 查看）后再试；之前保存的内容不会丢失。
tutor-error-busy = 另一个程序正在写 Sampan 的数据库。
tutor-help-busy = 请过几秒再试。
tutor-error-newer = 这个数据库是更新版本的 Sampan 写的。
tutor-help-newer = 请使用那个版本，或者把 `SAMPAN_DATA` 设为另一个文件夹，重新开始。
tutor-error-damaged = Sampan 的数据库已损坏，因此不再读写它。
tutor-help-damaged = 先备份它所在的文件夹。如果有 `sampan.db.copy-…`，把它放回原处；没有的话，把 `sampan.db`、`sampan.db-wal` 和 `sampan.db-shm` 移到一旁，重新开始。
tutor-error-internal = Sampan 内部出了问题。
tutor-help-internal = 日志里有详细信息，请告诉我们。

tutor-thing-container = 容器 `{ $name }`
tutor-thing-volume = 数据卷 `{ $name }`
tutor-thing-network = 网络 `{ $name }`
tutor-thing-image = 镜像 `{ $name }`
tutor-thing-namespace = 命名空间 `{ $name }` 及其中的一切
tutor-thing-other = { $kind } `{ $name }`

tutor-would-use-image = { $exercise }：使用镜像 `{ $what }`
tutor-would-apply = { $exercise }：把 `{ $what }` 应用到集群
tutor-would-make-volume = { $exercise }：创建数据卷 `{ $what }`
tutor-would-make-network = { $exercise }：创建网络 `{ $what }`
tutor-would-run-container = { $exercise }：启动容器 `{ $what }`
tutor-would-build-image = { $exercise }：构建镜像 `{ $what }`
tutor-would-tag-image = { $exercise }：给镜像加上名字 `{ $what }`
tutor-would-ask = { $exercise }：访问本机的 `{ $what }`
tutor-would-run-scripts = { $exercise }：只有 `{ $sampan } verify` 会运行它的脚本（{ $what } 个）
tutor-would-remove = { $exercise }：重置时删除 `{ $what }`，前提是它在练习开始之后才创建


tutor-step-ready = 检查所需的一切是否就绪
tutor-step-workspace = 创建工作目录
tutor-step-namespace = 创建命名空间 `{ $namespace }`
tutor-step-kubeconfig = 写入集群访问配置
tutor-step-apply = 应用 `{ $manifest }`
tutor-step-wait = 等待环境就绪
tutor-step-remove = 清理之前的环境
tutor-step-done = 就绪

tutor-doctor-docker = Docker
tutor-doctor-docker-ok = 版本 { $version }，地址 `{ $at }`，响应正常。
tutor-doctor-cluster = Kubernetes
tutor-doctor-cluster-ok = 版本 { $version }，上下文 `{ $context }`，地址 `{ $at }`，响应正常。
tutor-doctor-helm = Helm
tutor-doctor-minikube = minikube
tutor-doctor-kubectl = kubectl
tutor-doctor-program-ok = 位于 `{ $path }`。
tutor-doctor-data = 数据
tutor-doctor-data-ok = 进度保存在 `{ $path }`。
tutor-doctor-data-bad = 无法写入 `{ $path }`。{ $detail }
tutor-doctor-data-help = 用 `ls -ld { $path }` 看看它属于谁，用 `df -h` 看看磁盘是否已满。
tutor-doctor-root = 账号
tutor-doctor-root-ok = Sampan 没有以 root 身份运行。
tutor-doctor-root-bad = Sampan 正以 root 身份运行。
tutor-doctor-root-help = 可以使用，但练习中的一切操作都拥有全部权限。最好换用自己的普通账号。
tutor-doctor-course = 课程
tutor-doctor-course-ok = { $exercises } 个练习，没有问题。
tutor-doctor-course-bad = 课程文件中有 { $problems } 处问题；其余部分可以正常使用。
tutor-doctor-course-help = 用 `{ $sampan } lint` 列出这些问题。
