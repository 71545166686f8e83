# 谁能读到进入集群的凭据。

tutor-doctor-access = kubeconfig 文件
tutor-doctor-access-ok = 本机其他用户读不到。
tutor-doctor-access-bad = 本机其他用户也能读到这些文件，并用其中的凭据访问集群：`{ $paths }`。
tutor-doctor-access-help = 用 `chmod go-rwx { $paths }` 收回他人的权限。
