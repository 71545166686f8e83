# 查看容器、Pod、事件和权限后得到的结果。
found-absent-event = 集群没有关于 `{ $name }` 的任何事件
found-absent-log = 没有 `{ $name }` 的日志
found-absent-running = 没有正在运行的 `{ $name }`
silence-no-pod = 没有名为 `{ $name }` 的 Pod
silence-not-running = Pod `{ $name }` 里没有正在运行的容器
tutor-would-run-inside = { $exercise }：在运行中的容器里执行 `{ $what }`
