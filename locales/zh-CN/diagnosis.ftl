# 检查未通过的原因：每种原因，以及怎么办。`代码` 放在反引号里。

evidence-event = `{ $object }`：{ $reason }：“{ $message }”
evidence-lines = `{ $of }` 最后输出：{ $lines }

exit-done = 程序做完事正常结束
exit-own = 程序自己报错
exit-not-executable = 找到了命令，但不能执行
exit-not-found = 找不到命令
exit-killed = 被 SIGKILL 杀死
exit-segfault = 段错误，访问了不该访问的内存
exit-terminated = 被 SIGTERM 终止
exit-signal = 被信号终止

diagnosis-image-tag-unknown = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 拉取失败：镜像仓库中没有这个标签。
diagnosis-image-tag-unknown-remedy = 改正 `image` 里的标签；该镜像仓库的页面列出了现有的标签。
diagnosis-image-name-unknown = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 拉取失败：仓库中没有这个名字的镜像，或者它是私有的。
diagnosis-image-name-unknown-remedy = 检查 `image` 里的名字是否写对。如果是私有镜像，给 Pod 加上 `imagePullSecrets`。
diagnosis-image-name-invalid = Pod `{ $pod }` 里容器 `{ $container }` 的 `{ $image }` 不是合法的镜像名。
diagnosis-image-name-invalid-remedy = 按 `仓库地址/名字:标签` 的格式写，只用小写字母，不带空格，例如 `busybox:1.37`。
diagnosis-image-registry-unreachable = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 拉取失败：节点连不上镜像仓库 `{ $registry }`。
diagnosis-image-registry-unreachable-remedy = 先检查 `image` 里的仓库地址。地址没错的话，就是节点的网络不通：检查网络，或者用 `minikube image load { $image }` 把镜像装进节点。
diagnosis-image-rate-limit = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 拉取失败：请求次数超过了镜像仓库的限额。
diagnosis-image-rate-limit-remedy = 等一段时间再试，或者登录镜像仓库以提高限额。节点上已有的镜像不必再拉取：`minikube image load { $image }`。
diagnosis-image-credentials = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 拉取失败：镜像仓库要求登录，或者拒绝了现有的凭据。
diagnosis-image-credentials-remedy = 用 `kubectl create secret docker-registry` 创建 Secret，再写进 Pod 的 `imagePullSecrets`。
diagnosis-image-never-pulled = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 不在节点上，而 `imagePullPolicy: Never` 又禁止拉取。
diagnosis-image-never-pulled-remedy = 用 `minikube image load { $image }` 把镜像装进节点，或者改成 `imagePullPolicy: IfNotPresent`。
diagnosis-image-pull-back-off = Pod `{ $pod }` 里容器 `{ $container }` 的镜像 `{ $image }` 拉取失败。
diagnosis-image-pull-back-off-remedy = 看 kubelet 的报错；`kubectl describe pod { $pod }` 能看到完整内容。
diagnosis-config-missing = Pod `{ $pod }` 里的容器 `{ $container }` 要从 { $source } `{ $name }` 读取环境变量，但它不存在。
diagnosis-config-missing-remedy = 在这个命名空间里创建它，或者改正 Pod 里的名字。它一出现，容器就会自行启动。
diagnosis-config-key-missing = Pod `{ $pod }` 里的容器 `{ $container }` 要读取 { $source } `{ $name }` 的键 `{ $key }`，但里面没有这个键。
diagnosis-config-key-missing-remedy = 用 `kubectl describe { $source } { $name }` 查看有哪些键；补上缺少的键，或者改正 Pod 里的键名。
diagnosis-runs-as-root = Pod `{ $pod }` 里的容器 `{ $container }` 设置了 `runAsNonRoot`，不允许以 root 运行，而镜像默认就是 root。
diagnosis-runs-as-root-remedy = 给容器设一个非 0 的 `runAsUser`，或者换一个在 `USER` 里指定了普通用户的镜像。
diagnosis-create-container-config-error = Pod `{ $pod }` 里的容器 `{ $container }` 配置有误，无法创建。
diagnosis-create-container-config-error-remedy = 看 kubelet 的报错，改正 Pod 里这个容器的配置。
diagnosis-mount-source-missing = Pod `{ $pod }` 的卷 `{ $volume }` 要挂载 { $source } `{ $name }`，但它不存在。
diagnosis-mount-source-missing-remedy = 在这个命名空间里创建它，或者改正 Pod 里的名字。它一出现，Pod 就会自行启动。
diagnosis-mount-key-missing = Pod `{ $pod }` 的卷 `{ $volume }` 要挂载 { $source } `{ $name }` 的键 `{ $key }`，但里面没有这个键。
diagnosis-mount-key-missing-remedy = 用 `kubectl describe { $source } { $name }` 查看有哪些键；补上缺少的键，或者改正 `items` 里的键名。
diagnosis-mount-path-missing = Pod `{ $pod }` 的卷 `{ $volume }` 要挂载节点上的 `{ $path }`，但那里没有它，或者类型不符。
diagnosis-mount-path-missing-remedy = 这个路径在节点上，不在你的电脑上。在节点上创建它，或者写 `type: DirectoryOrCreate`。
diagnosis-mount-over-file = Pod `{ $pod }` 里的容器 `{ $container }` 无法启动：把目录挂载到了文件 `{ $path }` 上，或者正好相反。
diagnosis-mount-over-file-remedy = 把卷挂载到一个目录上。如果只要其中一个文件，就在 `volumeMounts` 里加 `subPath`。
diagnosis-mount-failed = Pod `{ $pod }` 的卷 `{ $volume }` 挂载失败。
diagnosis-mount-failed-remedy = 看 `FailedMount` 事件，改正 Pod 里的卷。
diagnosis-command-not-found = Pod `{ $pod }` 里的容器 `{ $container }` 无法启动：镜像里没有程序 `{ $command }`。
diagnosis-command-not-found-remedy = 改正 Pod 里的 `command`，它会替换镜像的 `ENTRYPOINT`。每个词是列表中的一项：`["sleep", "600"]`。
diagnosis-command-not-executable = Pod `{ $pod }` 里的容器 `{ $container }` 无法启动：`{ $command }` 存在，但没有执行权限。
diagnosis-command-not-executable-remedy = 构建镜像时给文件加上执行权限（`chmod +x`），或者用解释器来运行它：`["sh", "{ $command }"]`。
diagnosis-exec-format-error = Pod `{ $pod }` 里的容器 `{ $container }` 运行不了它的程序：程序是为另一种处理器架构编译的，或者是缺少首行的脚本。
diagnosis-exec-format-error-remedy = 换用与节点架构一致的镜像（`kubectl get node -o wide`）。脚本的第一行要写 `#!/bin/sh`。
diagnosis-start-failed = Pod `{ $pod }` 里的容器 `{ $container }` 启动失败。
diagnosis-start-failed-remedy = 看报错内容，这是容器运行时给出的原因。
diagnosis-crash-loop-back-off = Pod `{ $pod }` 里的容器 `{ $container }` 以退出码 { $code } 结束（{ $meaning }），正在反复重启，间隔越来越长。
diagnosis-crash-loop-back-off-remedy = 看它结束前输出了什么：`kubectl logs { $pod } -c { $container } --previous`。
diagnosis-container-exited = Pod `{ $pod }` 里的容器 `{ $container }` 以退出码 { $code } 结束（{ $meaning }），按 `restartPolicy` 不再重启。
diagnosis-container-exited-remedy = 看它输出了什么：`kubectl logs { $pod } -c { $container }`。它不会再次启动：Job 会自己再建一个 Pod，单独的 Pod 则要重新创建。
diagnosis-oom-killed = Pod `{ $pod }` 里的容器 `{ $container }` 用的内存超过了上限{ $limit ->
    [none] {""}
   *[other] （`{ $limit }`）
 }，被内核杀死。
diagnosis-oom-killed-remedy = 调高 `resources.limits.memory`，或者让程序少用些内存。
diagnosis-read-only-file-system = Pod `{ $pod }` 里的容器 `{ $container }` 往只读的文件系统里写东西，因此退出。
diagnosis-read-only-file-system-remedy = 在程序要写的目录上挂一个 `emptyDir`，`readOnlyRootFilesystem` 保持不变。
diagnosis-init-container-failing = Pod `{ $pod }` 的 Init 容器 `{ $container }` 以退出码 { $code } 失败（{ $meaning }），后面的容器因此一直不会启动。
diagnosis-init-container-failing-remedy = 看它输出了什么：`kubectl logs { $pod } -c { $container }`。
diagnosis-init-container-stuck = Pod `{ $pod }` 的 Init 容器 `{ $container }` 还在运行，后面的容器都在等它结束。
diagnosis-init-container-stuck-remedy = 看它在等什么：`kubectl logs { $pod } -c { $container }`。Init 容器必须运行到结束。
diagnosis-pod-evicted = 节点资源不足，驱逐了 Pod `{ $pod }`。
diagnosis-pod-evicted-remedy = 节点给出的消息说明缺的是什么。写上合适的 `requests`，并给节点腾出资源。
diagnosis-readiness-probe-failing = Pod `{ $pod }` 里的容器 `{ $container }` 在运行，但就绪探针（`{ $asks }`）失败，Service 不会把流量发给它。
diagnosis-readiness-probe-failing-remedy = 对照探针所问和程序所答：端口、路径，以及启动需要多久。
diagnosis-liveness-probe-failing = Pod `{ $pod }` 里容器 `{ $container }` 的存活探针（`{ $asks }`）失败，容器因此一再被重启。
diagnosis-liveness-probe-failing-remedy = 对照探针所问和程序所答。启动慢的程序需要 `startupProbe`。
diagnosis-startup-probe-failing = Pod `{ $pod }` 里的容器 `{ $container }` 还不算启动完成：启动探针（`{ $asks }`）失败。
diagnosis-startup-probe-failing-remedy = 对照探针所问和程序所答，并留足时间：`failureThreshold` × `periodSeconds`。
diagnosis-insufficient-cpu = 没有节点剩下足够的 CPU 给 Pod `{ $pod }`：它要 `{ $asked }`，整个节点只有 `{ $there }`。
diagnosis-insufficient-cpu-remedy = 调低 `resources.requests.cpu`（`100m` 是十分之一个核），或者删掉别的 Pod。
diagnosis-insufficient-memory = 没有节点剩下足够的内存给 Pod `{ $pod }`：它要 `{ $asked }`，整个节点只有 `{ $there }`。
diagnosis-insufficient-memory-remedy = 调低 `resources.requests.memory`，或者删掉别的 Pod。
diagnosis-node-selector-unmatched = Pod `{ $pod }` 要求节点带有标签 `{ $selector }`，但没有这样的节点。
diagnosis-node-selector-unmatched-remedy = 用 `kubectl get nodes --show-labels` 查看标签；改正 `nodeSelector`，或者给节点打上标签。
diagnosis-node-affinity-unmatched = 没有节点满足 Pod `{ $pod }` 的节点亲和性。
diagnosis-node-affinity-unmatched-remedy = 用 `kubectl get nodes --show-labels` 查看标签，改正 `affinity.nodeAffinity`。
diagnosis-pod-affinity-unmatched = Pod `{ $pod }` 要求与某些 Pod 放在一起，但哪个节点上都没有那些 Pod。
diagnosis-pod-affinity-unmatched-remedy = 改正 `affinity.podAffinity` 里的标签，或者先启动那些 Pod。
diagnosis-pod-anti-affinity-unmatched = Pod `{ $pod }` 要避开某些 Pod，而每个节点上都有它们。
diagnosis-pod-anti-affinity-unmatched-remedy = 节点不够用：把规则改成 `preferredDuringSchedulingIgnoredDuringExecution`，或者减少副本数。
diagnosis-taint-not-tolerated = 节点带有 Pod `{ $pod }` 不能容忍的污点：`{ $taint }`。
diagnosis-taint-not-tolerated-remedy = 用 `kubectl taint nodes --all { $taint }-` 去掉污点，或者在 Pod 里加上对应的 `tolerations`。
diagnosis-host-port-taken = Pod `{ $pod }` 要占用节点本身的端口 { $port }（`hostPort`），但已被别的 Pod 占用。
diagnosis-host-port-taken-remedy = 去掉 `hostPort`，改用 Service。
diagnosis-too-many-pods = 节点上的 Pod 数已到上限，`{ $pod }` 只能等待。
diagnosis-too-many-pods-remedy = 删掉没用的 Pod：`kubectl get pods -A`。
diagnosis-no-nodes = 集群里没有能运行 Pod `{ $pod }` 的节点。
diagnosis-no-nodes-remedy = 用 `kubectl get nodes` 看节点在不在、是否就绪。
diagnosis-claim-missing = Pod `{ $pod }` 要用的 PersistentVolumeClaim `{ $claim }` 不存在。
diagnosis-claim-missing-remedy = 在这个命名空间里创建它，或者改正 Pod 里的 `claimName`。
diagnosis-unschedulable = 没有节点能接收 Pod `{ $pod }`。
diagnosis-unschedulable-remedy = 调度器的消息说明了原因。
diagnosis-quota-exceeded = `{ $owner }` 创建不了 Pod：会超出 ResourceQuota `{ $quota }`（申请 `{ $asked }`，已用 `{ $used }`，上限 `{ $limited }`）。
diagnosis-quota-exceeded-remedy = 少申请一些、删掉别的东西，或者调高配额。`kubectl describe quota { $quota }` 能看到用量。
diagnosis-quota-wants-limits = `{ $owner }` 创建不了 Pod：ResourceQuota `{ $quota }` 要统计的值，Pod 里没写（`{ $fields }`）。
diagnosis-quota-wants-limits-remedy = 在容器的 `resources` 里写上，或者用 LimitRange 给出默认值。
diagnosis-limit-range-refused = `{ $owner }` 创建不了 Pod：不符合这个命名空间的 LimitRange（`{ $rule }`）。
diagnosis-limit-range-refused-remedy = 把容器的 `resources` 改到范围之内；`kubectl describe limitrange` 能看到上下限。
diagnosis-pod-security-refused = `{ $owner }` 创建不了 Pod：命名空间只接受符合 Pod 安全级别 `{ $level }` 的 Pod。
diagnosis-pod-security-refused-remedy = API server 的消息列出了 `securityContext` 里要设置的每个字段。
diagnosis-service-account-missing = `{ $owner }` 创建不了 Pod：ServiceAccount `{ $account }` 不存在。
diagnosis-service-account-missing-remedy = 用 `kubectl create serviceaccount { $account }` 创建它，或者改正 `serviceAccountName`。
diagnosis-admission-refused = `{ $owner }` 创建不了 Pod：被{ $by ->
    [none] {" "}API server
   *[other] {" "}`{ $by }`
 } 拒绝了。
diagnosis-admission-refused-remedy = 报错消息说明了策略的要求。
diagnosis-deployment-paused = Deployment `{ $deployment }` 处于暂停状态，改动不会生效。
diagnosis-deployment-paused-remedy = 用 `kubectl rollout resume deployment { $deployment }` 继续。
diagnosis-scaled-to-zero = `{ $owner }` 的 `replicas` 是 0，不需要任何 Pod。
diagnosis-scaled-to-zero-remedy = 扩容：`kubectl scale { $owner } --replicas=1`。
diagnosis-progress-deadline-exceeded = Deployment `{ $deployment }` 已有 { $seconds } 秒没有进展：新的 Pod 一直不可用。
diagnosis-progress-deadline-exceeded-remedy = 用 `kubectl describe deployment { $deployment }` 看 Pod 在等什么；`kubectl rollout undo` 可以回退。
diagnosis-selector-immutable = `{ $owner }` 的选择器是 `{ $there }`，而 `{ $file }` 里写的是 `{ $wanted }`：选择器不能修改，所以这个文件无法应用。
diagnosis-selector-immutable-remedy = 在文件里写回原来的选择器，或者删除对象再重新创建。
diagnosis-job-back-off-limit = Job `{ $job }` 已放弃：它的 Pod 失败超过 { $limit } 次，最后一次的退出码是 { $code }（{ $meaning }）。
diagnosis-job-back-off-limit-remedy = 用 `kubectl logs job/{ $job }` 看输出。失败的 Job 不会再重试，要删掉重建。
diagnosis-job-deadline-exceeded = Job `{ $job }` 运行超过了 { $seconds } 秒（`activeDeadlineSeconds`），被终止。
diagnosis-job-deadline-exceeded-remedy = 给它更多时间，或者让它少做些事。失败的 Job 不会再重试，要删掉重建。
diagnosis-service-selector-mismatch = Service `{ $service }` 选择 `{ $wanted }`，但没有 Pod 带这个标签；Pod `{ $pod }` 的标签是 `{ $there }`。
diagnosis-service-selector-mismatch-remedy = 把两边改成一致：`kubectl get pods --show-labels` 查看标签，`kubectl edit service { $service }` 修改选择器。
diagnosis-service-no-pods = Service `{ $service }` 选择带有 `{ $selector }` 的 Pod，但一个也没有。
diagnosis-service-no-pods-remedy = 启动带这些标签的 Pod，或者改正 Service 的 `selector`。
diagnosis-service-no-selector = Service `{ $service }` 没有选择器，也没有人给它写端点。
diagnosis-service-no-selector-remedy = 加上 `selector`，写上目标 Pod 的标签。
diagnosis-service-pods-not-ready = Service `{ $service }` 能找到 Pod `{ $pod }`，但它还没有就绪。
diagnosis-service-pods-not-ready-remedy = 看它在等什么：`kubectl describe pod { $pod }`。
diagnosis-service-port-differs = 检查项访问的是 Service `{ $service }` 的端口 { $port }，而它的端口是 { $there }。
diagnosis-service-port-differs-remedy = 把 `spec.ports` 里的 `port` 改成 { $port }。`port` 是 Service 自己的端口，`targetPort` 才是程序监听的端口。
diagnosis-service-target-port = Service `{ $service }` 把流量发往 Pod 的 { $target } 端口，而 Pod `{ $pod }` 的容器声明的端口是 { $ports }。
diagnosis-service-target-port-remedy = 把 `targetPort` 改成程序监听的端口；`port` 是 Service 自己的端口。
diagnosis-service-port-name-unknown = Service `{ $service }` 把流量发往名为 `{ $target }` 的端口，而 Pod `{ $pod }` 的容器{ $ports ->
    [none] 没有给端口命名
   *[other] 只有名为 `{ $ports }` 的端口
 }。
diagnosis-service-port-name-unknown-remedy = 在 `targetPort` 里写端口号，或者给容器端口起这个名字。
diagnosis-claim-class-missing = PVC `{ $claim }` 要用的 StorageClass `{ $class }` 不存在。
diagnosis-claim-class-missing-remedy = 用 `kubectl get storageclass` 查看现有的类。PVC 不能修改，要删掉重建。
diagnosis-claim-no-class = PVC `{ $claim }` 没有指定 StorageClass，没有人会为它创建卷，也没有现成的卷可用。
diagnosis-claim-no-class-remedy = 去掉 `storageClassName`，就会用默认的类；或者为它创建一个 PersistentVolume。
diagnosis-claim-access-mode = PVC `{ $claim }` 要求访问模式 `{ $wanted }`，而空闲的卷 `{ $volume }` 只支持 `{ $there }`。
diagnosis-claim-access-mode-remedy = 改用卷支持的访问模式。PVC 不能修改，要删掉重建。
diagnosis-claim-size = PVC `{ $claim }` 要 `{ $wanted }`，而空闲的卷 `{ $volume }` 只有 `{ $there }`。
diagnosis-claim-size-remedy = 少要一些，或者准备更大的卷。PVC 不能修改，要删掉重建。
diagnosis-claim-volume-missing = PVC `{ $claim }` 指定的 PersistentVolume `{ $volume }` 不存在。
diagnosis-claim-volume-missing-remedy = 去掉 `volumeName`，或者创建这个卷：`kubectl get pv` 列出现有的卷。
diagnosis-claim-waits-for-pod = PVC `{ $claim }` 在等第一个使用它的 Pod：它的 StorageClass 到那时才创建卷。
diagnosis-claim-waits-for-pod-remedy = 这不是故障：启动一个挂载它的 Pod 即可。
diagnosis-claim-provisioning-failed = 没能为 PVC `{ $claim }` 创建卷。
diagnosis-claim-provisioning-failed-remedy = `ProvisioningFailed` 事件里是供给程序给出的原因。
diagnosis-terminating-with-finalizer = `{ $object }` 已被删除，却因终结器 `{ $finalizers }` 还留着：有人要先做清理。
diagnosis-terminating-with-finalizer-remedy = 等对应的控制器完成清理。如果它再也不会运行，就用 `kubectl edit { $object }` 从 `metadata.finalizers` 里删掉这一项。
diagnosis-namespace-terminating = 命名空间 `{ $namespace }` 正在删除，但里面还有东西：{ $left }。
diagnosis-namespace-terminating-remedy = 删掉剩下的东西或者它们的终结器，命名空间随后会自行消失。

diagnosis-docker-exited = 容器 `{ $container }` 已经结束，退出码 { $code }（{ $meaning }）。
diagnosis-docker-exited-remedy = 看它输出了什么：`docker logs { $container }`。容器的寿命就是它第一个程序的寿命，服务程序要留在前台运行。
diagnosis-docker-restarting = 容器 `{ $container }` 反复以退出码 { $code } 结束（{ $meaning }），又被重启策略拉起。
diagnosis-docker-restarting-remedy = 看它结束前输出了什么：`docker logs { $container }`。
diagnosis-docker-oom-killed = 容器 `{ $container }` 用的内存超过了上限{ $limit ->
    [none] {""}
   *[other] （`--memory { $limit }`）
 }，被杀死了。
diagnosis-docker-oom-killed-remedy = 调大 `--memory`，或者让程序少用内存。
diagnosis-docker-unhealthy = 容器 `{ $container }` 在运行，但健康检查（`{ $asks }`）失败。
diagnosis-docker-unhealthy-remedy = 在容器里执行一遍：`docker exec { $container } …`，对照它访问的端口和路径与程序实际提供的是否一致。
diagnosis-docker-port-taken = 容器 `{ $container }` 启动失败：{ $port ->
    [none] 要发布的本机端口
   *[other] 本机端口 `{ $port }`{" "}
 }已被{ $by ->
    [none] 其他程序占用
   *[other] 容器 `{ $by }` 占用
 }。
diagnosis-docker-port-taken-remedy = 换一个端口发布（`-p 别的端口:容器端口`），或者停掉占用它的那个。`docker ps` 能看到谁发布了哪些端口。
diagnosis-docker-command-not-found = 容器 `{ $container }` 启动失败：镜像里没有程序 `{ $command }`。
diagnosis-docker-command-not-found-remedy = 检查镜像名后面的内容：它们会替换镜像的 `CMD`，第一个词必须是镜像里有的程序。
diagnosis-docker-command-not-executable = 容器 `{ $container }` 启动失败：`{ $command }` 存在，但没有执行权限。
diagnosis-docker-command-not-executable-remedy = 构建镜像时加上执行权限（`RUN chmod +x`），或者用解释器来运行：`sh { $command }`。
diagnosis-docker-exec-format-error = 容器 `{ $container }` 运行不了它的程序：程序是为另一种处理器架构编译的，或者是缺少首行的脚本。
diagnosis-docker-exec-format-error-remedy = 换用与本机架构一致的镜像（`docker image inspect` 可以看到）。脚本的第一行要写 `#!/bin/sh`。
diagnosis-docker-mount-source-missing = 容器 `{ $container }` 启动失败：要挂载的 `{ $path }` 在本机上不存在。
diagnosis-docker-mount-source-missing-remedy = 改正路径，或者先创建这个目录。相对路径前面要写 `./`。
diagnosis-docker-network-missing = 容器 `{ $container }` 启动失败：没有网络 `{ $network }`。
diagnosis-docker-network-missing-remedy = 用 `docker network ls` 看看有哪些网络。删掉容器，用其中一个重新运行，或者先建好网络再运行。网络删掉之后，即使重建一个同名的，原来的容器也认不出它。
diagnosis-docker-start-failed = 容器 `{ $container }` 启动失败。
diagnosis-docker-start-failed-remedy = 看报错内容，这是引擎给出的原因。
diagnosis-docker-not-started = 容器 `{ $container }` 已经创建，但还没有启动。
diagnosis-docker-not-started-remedy = 启动它：`docker start { $container }`。`docker run` 则是创建和启动一步完成。
diagnosis-docker-paused = 容器 `{ $container }` 处于暂停状态，进程都停住了。
diagnosis-docker-paused-remedy = 让它继续运行：`docker unpause { $container }`。
diagnosis-docker-not-attached = 容器 `{ $container }` 不在网络 `{ $network }` 里，它在 `{ $there }`。
diagnosis-docker-not-attached-remedy = 把它接进去：`docker network connect { $network } { $container }`，或者运行时加上 `--network { $network }`。
diagnosis-docker-other-port = 没有容器发布端口 { $port }；`{ $container }` 发布的是 `{ $there }`。
diagnosis-docker-other-port-remedy = 端口发布之后不能再改：删除容器，重新运行时把本机端口写在前面，`-p { $port }:容器端口`。
diagnosis-docker-port-not-published = 没有容器发布端口 { $port }。`{ $container }` 内部有端口 { $there }，但没有发布。
diagnosis-docker-port-not-published-remedy = `EXPOSE` 只是说明，并不发布端口。删除容器，用 `-p { $port }:{ $there }` 重新运行。
diagnosis-docker-nobody-listens = 端口 { $port } 通向容器 `{ $container }` 内的端口 { $inside }，但那里没有程序应答。
diagnosis-docker-nobody-listens-remedy = `-p` 的第二个数字是程序在容器内监听的端口；程序还要监听所有地址，不能只监听 `127.0.0.1`。

diagnosis-name-almost = 现有的{ $kind ->
    [container] 容器
    [image] 镜像
    [volume] 数据卷
    [network] 网络
    [release] {" "}release{" "}
   *[other] {" "}{ $kind }{" "}
 }叫 `{ $there }`，而检查项要找的是 `{ $wanted }`。
diagnosis-name-almost-remedy = 按要求的名字重新创建；大多数名字事后不能修改。
diagnosis-name-elsewhere = { $kind } `{ $name }` 在命名空间 `{ $there }` 里，而检查项看的是 `{ $wanted }`。
diagnosis-name-elsewhere-remedy = 在那边删除，在这边重新创建。练习的终端里，`kubectl` 和 `helm` 默认就用练习的命名空间；文件里的 `namespace:` 或命令行的 `-n` 会盖过它。
diagnosis-kind-differs = 现有的 `{ $name }` 是 { $there }，而检查项要找的是同名的 { $wanted }。
diagnosis-kind-differs-remedy = 看看文件里的 `kind:`，或者所用的命令：`kubectl run` 创建 Pod，`kubectl create deployment` 才创建 Deployment。
diagnosis-label-almost = 没有带标签 `{ $wanted }` 的 { $kind }；`{ $object }` 的标签是 `{ $there }`。
diagnosis-label-almost-remedy = 改正标签。Pod 的标签来自 Deployment 的 Pod 模板。
diagnosis-image-tag-differs = 镜像是有的，但标签是 `{ $there }`，而检查项要找的是 `{ $wanted }`。
diagnosis-image-tag-differs-remedy = 打上要求的标签：`docker tag { $there } { $wanted }`，或者构建时用 `-t { $wanted }`。不写标签就是 `latest`。

diagnosis-helm-failed = release `{ $release }` 的第 { $revision } 个版本状态是 `failed`。
diagnosis-helm-failed-remedy = release 的 `description` 说明了原因。{ $revision ->
    [1] 没有更早的版本可以回退：排除之后重新执行 `helm upgrade --install { $release } CHART`，或者用 `helm uninstall { $release }` 清除。
   *[other] 排除之后重新执行 `helm upgrade`，或者用 `helm rollback { $release }` 回退。
 }
diagnosis-helm-pending = release `{ $release }` 停在 `{ $status }`：上一次操作中断了，之后的操作都会被 Helm 以 “another operation … is in progress” 拒绝。
diagnosis-helm-pending-remedy = 确认没有操作还在进行，再用 `helm rollback { $release }` 回到上一个正常版本；如果是首次安装，就用 `helm uninstall { $release }` 清除。
diagnosis-helm-uninstalled = release `{ $release }` 已经卸载，只保留了历史记录。
diagnosis-helm-uninstalled-remedy = 重新安装：`helm upgrade --install { $release } CHART`。

diagnosis-rbac-no-binding = { $namespace ->
    [none] 没有任何绑定
   *[other] 在命名空间 `{ $namespace }` 里没有任何绑定
 }把权限授予 `{ $subject }`，所以它不能对 { $resource } 执行 { $verb }。
diagnosis-rbac-no-binding-remedy = 把含有这项权限的角色绑定给它：{ $namespace ->
    [none] `kubectl create clusterrolebinding 名字 --clusterrole 角色 --serviceaccount 命名空间:名字`。这类资源不属于任何命名空间，只有 ClusterRoleBinding 能授权。
   *[other] `kubectl create rolebinding 名字 --role 角色 --serviceaccount 命名空间:名字`。
 }
diagnosis-rbac-subject-differs = `{ $binding }` 里写的是 `{ $there }`，而要授权的是 `{ $wanted }`。
diagnosis-rbac-subject-differs-remedy = 改正绑定里的 `subjects`：种类和名字都要对上，ServiceAccount 还要写对命名空间。
diagnosis-rbac-bound-elsewhere = `{ $binding }` 授予的是命名空间 `{ $there }` 里的权限，而{ $wanted ->
    [none] 所要的资源不属于任何命名空间
   *[other] 需要的是 `{ $wanted }`
 }。
diagnosis-rbac-bound-elsewhere-remedy = { $wanted ->
    [none] 节点、命名空间等不属于任何命名空间的资源，只有 ClusterRoleBinding 能授权：`kubectl create clusterrolebinding 名字 --clusterrole 角色 --serviceaccount 命名空间:名字`。
   *[other] RoleBinding 只在自己所在的命名空间里有效。在需要权限的命名空间里建一个。
 }
diagnosis-rbac-role-missing = `{ $binding }` 引用的 `{ $role }` 不存在，这样的绑定不授予任何权限。
diagnosis-rbac-role-missing-remedy = 创建这个角色，或者删掉绑定，引用正确的角色重建：`roleRef` 事后不能修改。
diagnosis-rbac-verb-missing = `{ $role }` 对 { $resource } 只给了 `{ $there }`，没有 `{ $verb }`。
diagnosis-rbac-verb-missing-remedy = 在这条规则里补上这个动词。`get`、`list`、`watch` 是三个不同的动词，分别授权。
diagnosis-rbac-group-differs = `{ $role }` 给 { $resource } 写的 API 组是 `{ $there }`，而它属于 `{ $wanted }`。
diagnosis-rbac-group-differs-remedy = 改正 `apiGroups`：它是 `apiVersion` 里斜杠前面的部分；Pod、Service 等 `v1` 资源写 `""`。`kubectl api-resources` 能查到。
diagnosis-rbac-resource-differs = `{ $role }` 里写的资源是 `{ $there }`，而需要的是 `{ $wanted }`。
diagnosis-rbac-resource-differs-remedy = 改正 `resources`：用小写复数，写法见 `kubectl api-resources`；`pods/log` 这样的子资源要单独写。
diagnosis-rbac-names-limited = `{ $role }` 对 { $resource } 的权限只限于这些对象：`{ $names }`。
diagnosis-rbac-names-limited-remedy = 去掉规则里的 `resourceNames`，或者把名字加进去。`list` 和 `create` 基本上没法按名字限制。
diagnosis-rbac-resource-missing = `{ $role }` 里没有提到 { $resource }，所以不授予 `{ $verb }`。
diagnosis-rbac-resource-missing-remedy = 在角色里加一条包含该资源和动词的规则。
diagnosis-rbac-granted = 它能对 { $resource } 执行 { $verb }，这不应该：权限来自 `{ $binding }` 授予的 `{ $role }`。
diagnosis-rbac-granted-remedy = 从角色里去掉这个动词或资源，留意 `*`，或者删除绑定。规则只能叠加，没有哪条规则能收回权限。
