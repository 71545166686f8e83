# 由学习者自己的程序登录集群。

cause-login = kubeconfig 指定用来登录集群的程序 `{ $program }` 出错：“{ $detail }”。
remedy-login = 按集群提供方的说明登录，直到 `kubectl version` 有回应为止。
