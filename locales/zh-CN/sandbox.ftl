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
