# `sampan cluster`：练习使用的集群。

cli-cluster-none = 没有记住任何集群。下一个需要集群的练习会使用 kubeconfig 的当前上下文。
cli-cluster-forgotten = 已忘记：`{ $path }` 里的 `{ $name }`。下一个需要集群的练习会使用 kubeconfig 的当前上下文。如果 Sampan 正在运行，请先重新启动它。
cli-cluster-in-use = 这些练习在 `{ $name }` 的集群上还有东西，忘记之后 Sampan 就找不到它们了：{ $list }。最好先用 `{ $sampan } stop` 停止它们。仍然要忘记吗？
