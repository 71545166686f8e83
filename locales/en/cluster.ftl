# `sampan cluster`: the cluster that exercises meet.

cli-cluster-none = No cluster is kept. The next exercise that needs one meets the current context of your kubeconfig.
cli-cluster-forgotten = Forgotten: `{ $name }` in `{ $path }`. The next exercise that needs a cluster meets the current context of your kubeconfig. If Sampan is running, start it again first.
cli-cluster-in-use = These exercises still have things on the cluster of `{ $name }`, and Sampan would not find them any more: { $list }. Better take them down first, with `{ $sampan } stop`. Forget it all the same?
