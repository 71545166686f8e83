# Why a check is not yet: each cause, and what to do about it. `Code` stands in backticks.

evidence-event = `{ $object }`: { $reason }: “{ $message }”
evidence-lines = `{ $of }` printed last: { $lines }

exit-done = it did its work and ended
exit-own = the program's own failure
exit-not-executable = found, and cannot be executed
exit-not-found = command not found
exit-killed = killed by SIGKILL
exit-segfault = it touched memory that is not its own
exit-terminated = ended by SIGTERM
exit-signal = ended by a signal

diagnosis-image-tag-unknown = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` cannot be pulled: the registry has no such tag.
diagnosis-image-tag-unknown-remedy = Correct the tag in `image`; the repository's page at its registry lists the tags there are.
diagnosis-image-name-unknown = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` cannot be pulled: the registry has no repository of that name, or it is private.
diagnosis-image-name-unknown-remedy = Check the spelling of the name in `image`. If the repository is private, give the Pod an `imagePullSecrets`.
diagnosis-image-name-invalid = `{ $image }`, the image of container `{ $container }` in Pod `{ $pod }`, cannot be the name of an image.
diagnosis-image-name-invalid-remedy = Write it as `registry/repository:tag`, in lower case and without spaces: `busybox:1.37`.
diagnosis-image-registry-unreachable = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` cannot be pulled: the node cannot reach the registry `{ $registry }`.
diagnosis-image-registry-unreachable-remedy = Check the registry's name in `image`. If it is right, the node has no way there: check its network, or load the image into the node with `minikube image load { $image }`.
diagnosis-image-rate-limit = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` cannot be pulled: the registry has had too many requests from here.
diagnosis-image-rate-limit-remedy = Wait, or sign in to the registry, which allows more. An image that is on the node already needs no pull: `minikube image load { $image }`.
diagnosis-image-credentials = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` cannot be pulled: the registry wants credentials, or refuses those it was given.
diagnosis-image-credentials-remedy = Make a Secret with `kubectl create secret docker-registry`, and name it under `imagePullSecrets` of the Pod.
diagnosis-image-never-pulled = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` is not on the node, and `imagePullPolicy: Never` forbids to pull it.
diagnosis-image-never-pulled-remedy = Load it with `minikube image load { $image }`, or write `imagePullPolicy: IfNotPresent`.
diagnosis-image-pull-back-off = The image `{ $image }` of container `{ $container }` in Pod `{ $pod }` cannot be pulled.
diagnosis-image-pull-back-off-remedy = Read what the kubelet says of it; `kubectl describe pod { $pod }` shows all of it.
diagnosis-config-missing = Container `{ $container }` in Pod `{ $pod }` takes a variable from the { $source } `{ $name }`, which does not exist.
diagnosis-config-missing-remedy = Create it in this namespace, or correct the name in the Pod. The container starts by itself once it is there.
diagnosis-config-key-missing = Container `{ $container }` in Pod `{ $pod }` takes a variable from the key `{ $key }` of the { $source } `{ $name }`, which has no such key.
diagnosis-config-key-missing-remedy = See its keys with `kubectl describe { $source } { $name }`; add the key, or correct it in the Pod.
diagnosis-runs-as-root = Container `{ $container }` in Pod `{ $pod }` may not run as root (`runAsNonRoot`), and its image runs as root.
diagnosis-runs-as-root-remedy = Give the container a `runAsUser` other than 0, or use an image with a `USER` of its own.
diagnosis-create-container-config-error = Container `{ $container }` in Pod `{ $pod }` cannot be made from its description.
diagnosis-create-container-config-error-remedy = Read the kubelet's message, and correct the container in the Pod.
diagnosis-mount-source-missing = The volume `{ $volume }` of Pod `{ $pod }` is to hold the { $source } `{ $name }`, which does not exist.
diagnosis-mount-source-missing-remedy = Create it in this namespace, or correct the name in the Pod. The Pod starts by itself once it is there.
diagnosis-mount-key-missing = The volume `{ $volume }` of Pod `{ $pod }` is to hold the key `{ $key }` of the { $source } `{ $name }`, which has no such key.
diagnosis-mount-key-missing-remedy = See its keys with `kubectl describe { $source } { $name }`; add the key, or correct it under `items`.
diagnosis-mount-path-missing = The volume `{ $volume }` of Pod `{ $pod }` is to be `{ $path }` of the node, where there is no such thing, or one of another type.
diagnosis-mount-path-missing-remedy = The path is the node's, not your machine's. Make it there, or write `type: DirectoryOrCreate`.
diagnosis-mount-over-file = Container `{ $container }` in Pod `{ $pod }` cannot start: a directory is mounted at `{ $path }`, where the image has a file, or the other way round.
diagnosis-mount-over-file-remedy = Mount the volume at a directory. For a single file of it, add `subPath` to the mount.
diagnosis-mount-failed = The volume `{ $volume }` of Pod `{ $pod }` cannot be mounted.
diagnosis-mount-failed-remedy = Read the event `FailedMount`, and correct the volume in the Pod.
diagnosis-command-not-found = Container `{ $container }` in Pod `{ $pod }` cannot start: its image has no program `{ $command }`.
diagnosis-command-not-found-remedy = Correct `command` in the Pod; it replaces the image's `ENTRYPOINT`. Each word is an item of the list: `["sleep", "600"]`.
diagnosis-command-not-executable = Container `{ $container }` in Pod `{ $pod }` cannot start: `{ $command }` is there and may not be executed.
diagnosis-command-not-executable-remedy = Make the file executable when the image is built (`chmod +x`), or name the interpreter: `["sh", "{ $command }"]`.
diagnosis-exec-format-error = Container `{ $container }` in Pod `{ $pod }` cannot run its program: it is made for another kind of processor, or is a script without its first line.
diagnosis-exec-format-error-remedy = Use an image for the node's architecture (`kubectl get node -o wide`). A script begins with `#!/bin/sh`.
diagnosis-start-failed = Container `{ $container }` in Pod `{ $pod }` cannot be started.
diagnosis-start-failed-remedy = Read the message: it is what the container runtime said.
diagnosis-crash-loop-back-off = Container `{ $container }` in Pod `{ $pod }` ended with exit code { $code } ({ $meaning }) and is started again, with longer and longer waits.
diagnosis-crash-loop-back-off-remedy = See what it printed before it ended: `kubectl logs { $pod } -c { $container } --previous`.
diagnosis-container-exited = Container `{ $container }` in Pod `{ $pod }` ended with exit code { $code } ({ $meaning }), and its `restartPolicy` lets it be.
diagnosis-container-exited-remedy = See what it printed: `kubectl logs { $pod } -c { $container }`. It is not started again: a Job makes another Pod by itself, and a Pod of your own has to be made anew.
diagnosis-oom-killed = Container `{ $container }` in Pod `{ $pod }` was killed because it took more memory than it may{ $limit ->
    [none] {""}
   *[other] {" "}(`{ $limit }`)
 }.
diagnosis-oom-killed-remedy = Raise `resources.limits.memory`, or let the program use less.
diagnosis-read-only-file-system = Container `{ $container }` in Pod `{ $pod }` ended because it writes where nothing can be written.
diagnosis-read-only-file-system-remedy = Mount an `emptyDir` where the program writes; leave `readOnlyRootFilesystem` as it is.
diagnosis-init-container-failing = The init container `{ $container }` of Pod `{ $pod }` fails with exit code { $code } ({ $meaning }), so the others are never started.
diagnosis-init-container-failing-remedy = See what it printed: `kubectl logs { $pod } -c { $container }`.
diagnosis-init-container-stuck = The init container `{ $container }` of Pod `{ $pod }` is still running, and the others wait for its end.
diagnosis-init-container-stuck-remedy = See what it waits for: `kubectl logs { $pod } -c { $container }`. An init container must end.
diagnosis-pod-evicted = The node has evicted Pod `{ $pod }`, since it was short of something.
diagnosis-pod-evicted-remedy = The node's message says of what. State `requests` that fit, and make room on the node.
diagnosis-readiness-probe-failing = Container `{ $container }` in Pod `{ $pod }` runs, and its readiness probe (`{ $asks }`) fails: no Service sends it anything.
diagnosis-readiness-probe-failing-remedy = Compare what the probe asks with what the program answers: port, path, and how long it needs to start.
diagnosis-liveness-probe-failing = The liveness probe of container `{ $container }` in Pod `{ $pod }` (`{ $asks }`) fails, and each time the container is restarted.
diagnosis-liveness-probe-failing-remedy = Compare what the probe asks with what the program answers. A slow start needs a `startupProbe`.
diagnosis-startup-probe-failing = Container `{ $container }` in Pod `{ $pod }` does not count as started: its startup probe (`{ $asks }`) fails.
diagnosis-startup-probe-failing-remedy = Compare what the probe asks with what the program answers, and allow it enough time: `failureThreshold` × `periodSeconds`.
diagnosis-insufficient-cpu = No node has enough CPU left for Pod `{ $pod }`, which asks for `{ $asked }`; the whole node has `{ $there }`.
diagnosis-insufficient-cpu-remedy = Lower `resources.requests.cpu` (`100m` is a tenth of a core), or remove other Pods.
diagnosis-insufficient-memory = No node has enough memory left for Pod `{ $pod }`, which asks for `{ $asked }`; the whole node has `{ $there }`.
diagnosis-insufficient-memory-remedy = Lower `resources.requests.memory`, or remove other Pods.
diagnosis-node-selector-unmatched = Pod `{ $pod }` wants a node with the labels `{ $selector }`, and there is none.
diagnosis-node-selector-unmatched-remedy = See the labels with `kubectl get nodes --show-labels`; correct `nodeSelector`, or label a node.
diagnosis-node-affinity-unmatched = No node fits the node affinity of Pod `{ $pod }`.
diagnosis-node-affinity-unmatched-remedy = See the labels with `kubectl get nodes --show-labels`, and correct `affinity.nodeAffinity`.
diagnosis-pod-affinity-unmatched = Pod `{ $pod }` wants to be beside Pods that are on no node.
diagnosis-pod-affinity-unmatched-remedy = Correct the labels in `affinity.podAffinity`, or start those Pods first.
diagnosis-pod-anti-affinity-unmatched = Pod `{ $pod }` does not want to be beside Pods that are on every node.
diagnosis-pod-anti-affinity-unmatched-remedy = There are not enough nodes for it: write the rule as `preferredDuringSchedulingIgnoredDuringExecution`, or use fewer replicas.
diagnosis-taint-not-tolerated = The nodes have a taint that Pod `{ $pod }` does not tolerate: `{ $taint }`.
diagnosis-taint-not-tolerated-remedy = Remove the taint with `kubectl taint nodes --all { $taint }-`, or give the Pod a toleration for it.
diagnosis-host-port-taken = Pod `{ $pod }` wants the port { $port } of the node itself (`hostPort`), and another Pod has it.
diagnosis-host-port-taken-remedy = Leave `hostPort` out, and use a Service.
diagnosis-too-many-pods = The nodes have no room for one Pod more, so `{ $pod }` waits.
diagnosis-too-many-pods-remedy = Remove Pods that nobody needs: `kubectl get pods -A`.
diagnosis-no-nodes = The cluster has no node that could take Pod `{ $pod }`.
diagnosis-no-nodes-remedy = See whether the node is there and ready: `kubectl get nodes`.
diagnosis-claim-missing = Pod `{ $pod }` wants the PersistentVolumeClaim `{ $claim }`, which does not exist.
diagnosis-claim-missing-remedy = Create the claim in this namespace, or correct `claimName` in the Pod.
diagnosis-unschedulable = No node takes Pod `{ $pod }`.
diagnosis-unschedulable-remedy = The scheduler's message says why.
diagnosis-quota-exceeded = No Pod is made for `{ $owner }`: it would exceed the ResourceQuota `{ $quota }` (asked `{ $asked }`, used `{ $used }`, allowed `{ $limited }`).
diagnosis-quota-exceeded-remedy = Ask for less, remove something, or raise the quota. `kubectl describe quota { $quota }` shows what counts.
diagnosis-quota-wants-limits = No Pod is made for `{ $owner }`: the ResourceQuota `{ $quota }` counts what the Pod does not state (`{ $fields }`).
diagnosis-quota-wants-limits-remedy = State it under `resources` of the container, or let a LimitRange give a default.
diagnosis-limit-range-refused = No Pod is made for `{ $owner }`: a LimitRange of this namespace forbids it (`{ $rule }`).
diagnosis-limit-range-refused-remedy = Change `resources` of the container to fit; `kubectl describe limitrange` shows the bounds.
diagnosis-pod-security-refused = No Pod is made for `{ $owner }`: the namespace only lets Pods in that keep to the level `{ $level }` of Pod Security.
diagnosis-pod-security-refused-remedy = The API server's message names each field to set under `securityContext`.
diagnosis-service-account-missing = No Pod is made for `{ $owner }`: the ServiceAccount `{ $account }` does not exist.
diagnosis-service-account-missing-remedy = Create it with `kubectl create serviceaccount { $account }`, or correct `serviceAccountName`.
diagnosis-admission-refused = No Pod is made for `{ $owner }`: { $by ->
    [none] the API server
   *[other] `{ $by }`
 } refuses it.
diagnosis-admission-refused-remedy = The message says what the policy wants.
diagnosis-deployment-paused = The Deployment `{ $deployment }` is paused, so its changes have no effect.
diagnosis-deployment-paused-remedy = Go on with `kubectl rollout resume deployment { $deployment }`.
diagnosis-scaled-to-zero = `{ $owner }` wants no Pods: its `replicas` are 0.
diagnosis-scaled-to-zero-remedy = Scale it up: `kubectl scale { $owner } --replicas=1`.
diagnosis-progress-deadline-exceeded = The Deployment `{ $deployment }` has made no progress for { $seconds } seconds: its new Pods do not become available.
diagnosis-progress-deadline-exceeded-remedy = See what its Pods wait for with `kubectl describe deployment { $deployment }`; `kubectl rollout undo` goes back.
diagnosis-selector-immutable = `{ $owner }` has the selector `{ $there }`, and `{ $file }` wants `{ $wanted }`: a selector can never be changed, so the file cannot be applied.
diagnosis-selector-immutable-remedy = Write the old selector into the file, or delete the object and make it anew.
diagnosis-job-back-off-limit = The Job `{ $job }` has given up: its Pods failed more than { $limit } times, the last with exit code { $code } ({ $meaning }).
diagnosis-job-back-off-limit-remedy = See what they printed with `kubectl logs job/{ $job }`. A Job that failed is not tried again: delete it and make a new one.
diagnosis-job-deadline-exceeded = The Job `{ $job }` was ended, because it ran for more than { $seconds } seconds (`activeDeadlineSeconds`).
diagnosis-job-deadline-exceeded-remedy = Allow it more time, or let it do less. A Job that failed is not tried again: delete it and make a new one.
diagnosis-service-selector-mismatch = The Service `{ $service }` selects `{ $wanted }`, and no Pod bears it; Pod `{ $pod }` bears `{ $there }`.
diagnosis-service-selector-mismatch-remedy = Make them the same: `kubectl get pods --show-labels` shows the labels, `kubectl edit service { $service }` changes the selector.
diagnosis-service-no-pods = The Service `{ $service }` selects Pods with `{ $selector }`, and there are none.
diagnosis-service-no-pods-remedy = Start Pods with these labels, or correct the Service's `selector`.
diagnosis-service-no-selector = The Service `{ $service }` has no selector, and nobody has given it endpoints.
diagnosis-service-no-selector-remedy = Give it a `selector` with the labels of its Pods.
diagnosis-service-pods-not-ready = The Service `{ $service }` finds Pod `{ $pod }`, which is not ready.
diagnosis-service-pods-not-ready-remedy = See what it waits for: `kubectl describe pod { $pod }`.
diagnosis-service-port-differs = The Service `{ $service }` is asked at port { $port }, and has port { $there }.
diagnosis-service-port-differs-remedy = Set `port` under `spec.ports` to { $port }. It is the Service's own; `targetPort` is the one that the program listens to.
diagnosis-service-target-port = The Service `{ $service }` sends to port { $target } of its Pods; the containers of Pod `{ $pod }` name port { $ports }.
diagnosis-service-target-port-remedy = Set `targetPort` to the port that the program listens to; `port` is the Service's own.
diagnosis-service-port-name-unknown = The Service `{ $service }` sends to a port named `{ $target }`, and the containers of Pod `{ $pod }` { $ports ->
    [none] name no port
   *[other] only have the names `{ $ports }`
 }.
diagnosis-service-port-name-unknown-remedy = Write the number into `targetPort`, or give the container's port that name.
diagnosis-claim-class-missing = The claim `{ $claim }` wants the StorageClass `{ $class }`, which does not exist.
diagnosis-claim-class-missing-remedy = See the classes with `kubectl get storageclass`. A claim cannot be changed: delete it and make it anew.
diagnosis-claim-no-class = The claim `{ $claim }` names no StorageClass, so that nobody makes a volume for it, and none lies ready.
diagnosis-claim-no-class-remedy = Leave `storageClassName` out, which means the default class, or make a PersistentVolume for it.
diagnosis-claim-access-mode = The claim `{ $claim }` wants `{ $wanted }`, and the free volume `{ $volume }` only allows `{ $there }`.
diagnosis-claim-access-mode-remedy = Ask for a mode that the volume has. A claim cannot be changed: delete it and make it anew.
diagnosis-claim-size = The claim `{ $claim }` wants `{ $wanted }`, and the free volume `{ $volume }` only has `{ $there }`.
diagnosis-claim-size-remedy = Ask for less, or make a larger volume. A claim cannot be changed: delete it and make it anew.
diagnosis-claim-volume-missing = The claim `{ $claim }` wants the PersistentVolume `{ $volume }`, which does not exist.
diagnosis-claim-volume-missing-remedy = Leave `volumeName` out, or make that volume: `kubectl get pv` shows those there are.
diagnosis-claim-waits-for-pod = The claim `{ $claim }` waits for the first Pod that uses it: its class makes a volume no earlier.
diagnosis-claim-waits-for-pod-remedy = Nothing is wrong: start a Pod that mounts it.
diagnosis-claim-provisioning-failed = No volume could be made for the claim `{ $claim }`.
diagnosis-claim-provisioning-failed-remedy = The event `ProvisioningFailed` is what the provisioner said.
diagnosis-terminating-with-finalizer = `{ $object }` is deleted and still there, because of the finalizer `{ $finalizers }`: somebody wants to clean up first.
diagnosis-terminating-with-finalizer-remedy = Let that controller finish. If it is gone for good, take the entry out of `metadata.finalizers` with `kubectl edit { $object }`.
diagnosis-namespace-terminating = The namespace `{ $namespace }` is being deleted, and something in it remains: { $left }.
diagnosis-namespace-terminating-remedy = Remove what remains, or its finalizers; then the namespace goes by itself.

diagnosis-docker-exited = The container `{ $container }` has ended with exit code { $code } ({ $meaning }).
diagnosis-docker-exited-remedy = See what it printed: `docker logs { $container }`. A container lives as long as its first program; a server must stay in the foreground.
diagnosis-docker-restarting = The container `{ $container }` ends again and again with exit code { $code } ({ $meaning }), and its restart policy starts it anew.
diagnosis-docker-restarting-remedy = See what it printed before it ended: `docker logs { $container }`.
diagnosis-docker-oom-killed = The container `{ $container }` was killed because it took more memory than it may{ $limit ->
    [none] {""}
   *[other] {" "}(`--memory { $limit }`)
 }.
diagnosis-docker-oom-killed-remedy = Give it a higher `--memory`, or let the program use less.
diagnosis-docker-unhealthy = The container `{ $container }` runs, and its health check (`{ $asks }`) fails.
diagnosis-docker-unhealthy-remedy = Run the check inside: `docker exec { $container } …`; compare the port and path it asks for with what the program answers.
diagnosis-docker-port-taken = The container `{ $container }` could not start: { $port ->
    [none] a port of this machine
   *[other] port `{ $port }` of this machine
 } is taken { $by ->
    [none] by another program
   *[other] by the container `{ $by }`
 }.
diagnosis-docker-port-taken-remedy = Publish another port (`-p OTHER:INSIDE`), or stop the one that has it. `docker ps` shows who publishes what.
diagnosis-docker-command-not-found = The container `{ $container }` could not start: its image has no program `{ $command }`.
diagnosis-docker-command-not-found-remedy = Check the words after the image's name: they replace the image's `CMD`, and the first of them must be a program of the image.
diagnosis-docker-command-not-executable = The container `{ $container }` could not start: `{ $command }` is there and may not be executed.
diagnosis-docker-command-not-executable-remedy = Make the file executable when the image is built (`RUN chmod +x`), or name the interpreter: `sh { $command }`.
diagnosis-docker-exec-format-error = The container `{ $container }` cannot run its program: it is made for another kind of processor, or is a script without its first line.
diagnosis-docker-exec-format-error-remedy = Use an image for this machine's architecture (`docker image inspect` shows it). A script begins with `#!/bin/sh`.
diagnosis-docker-mount-source-missing = The container `{ $container }` could not start: `{ $path }`, which is to be mounted, does not exist on this machine.
diagnosis-docker-mount-source-missing-remedy = Correct the path, or make the directory first. A relative path needs `./` before it.
diagnosis-docker-network-missing = The container `{ $container }` could not start: there is no network `{ $network }`.
diagnosis-docker-network-missing-remedy = See which there are: `docker network ls`. Remove the container and run it in one of these, or create the network first. A container whose network was removed never finds a new one of the same name.
diagnosis-docker-start-failed = The container `{ $container }` could not be started.
diagnosis-docker-start-failed-remedy = Read the message: it is what the engine said.
diagnosis-docker-not-started = The container `{ $container }` was created, and nobody has started it.
diagnosis-docker-not-started-remedy = Start it: `docker start { $container }`. `docker run` creates and starts in one step.
diagnosis-docker-paused = The container `{ $container }` is paused: its processes stand still.
diagnosis-docker-paused-remedy = Let it go on: `docker unpause { $container }`.
diagnosis-docker-not-attached = The container `{ $container }` is not in the network `{ $network }`, but in `{ $there }`.
diagnosis-docker-not-attached-remedy = Connect it: `docker network connect { $network } { $container }`, or run it with `--network { $network }`.
diagnosis-docker-other-port = No container publishes port { $port }; `{ $container }` publishes `{ $there }`.
diagnosis-docker-other-port-remedy = A published port cannot be changed afterwards: remove the container and run it with the port of this machine first, `-p { $port }:INSIDE`.
diagnosis-docker-port-not-published = No container publishes port { $port }. `{ $container }` has port { $there } inside, and publishes nothing.
diagnosis-docker-port-not-published-remedy = `EXPOSE` only documents a port. Remove the container and run it with `-p { $port }:{ $there }`.
diagnosis-docker-nobody-listens = Port { $port } leads to port { $inside } in the container `{ $container }`, and nothing answers there.
diagnosis-docker-nobody-listens-remedy = The second number of `-p` is the port on which the program listens inside; and it must listen on all addresses, not on `127.0.0.1` alone.

diagnosis-name-almost = There is { $kind ->
    [image] an image
    [Ingress] an Ingress
    [IngressClass] an IngressClass
    [EndpointSlice] an EndpointSlice
    [Event] an Event
   *[other] a { $kind }
 } `{ $there }`; the check looks for `{ $wanted }`.
diagnosis-name-almost-remedy = Make it anew under the name that is asked for; most names cannot be changed afterwards.
diagnosis-name-elsewhere = There is { $kind ->
    [Ingress] an Ingress
    [EndpointSlice] an EndpointSlice
    [Event] an Event
   *[other] a { $kind }
 } `{ $name }` in the namespace `{ $there }`; the check looks in `{ $wanted }`.
diagnosis-name-elsewhere-remedy = Remove it there and make it here. In a terminal of the exercise `kubectl` and `helm` use its namespace by themselves; a `namespace:` in the file, or `-n`, overrides that.
diagnosis-kind-differs = There is a { $there } `{ $name }`; the check looks for a { $wanted } of that name.
diagnosis-kind-differs-remedy = Look at `kind:` in your file, or at the command: `kubectl run` makes a Pod, `kubectl create deployment` a Deployment.
diagnosis-label-almost = No { $kind } has the label `{ $wanted }`; `{ $object }` has `{ $there }`.
diagnosis-label-almost-remedy = Correct the label. Labels of Pods come from the template of their Deployment.
diagnosis-image-tag-differs = The image is there as `{ $there }`; the check looks for `{ $wanted }`.
diagnosis-image-tag-differs-remedy = Give it the tag that is asked for: `docker tag { $there } { $wanted }`, or build it with `-t { $wanted }`. Without a tag it becomes `latest`.

diagnosis-helm-failed = The release `{ $release }` is `failed` at revision { $revision }.
diagnosis-helm-failed-remedy = The release's `description` says why. { $revision ->
    [1] There is no earlier revision to go back to: mend the cause and run `helm upgrade --install { $release } CHART` again, or remove it with `helm uninstall { $release }`.
   *[other] Mend the cause and run `helm upgrade` again, or go back with `helm rollback { $release }`.
 }
diagnosis-helm-pending = The release `{ $release }` is `{ $status }`: an operation was cut off, and Helm refuses every other one with “another operation … is in progress”.
diagnosis-helm-pending-remedy = If none is still running, go back to the last good revision with `helm rollback { $release }`; a first installation is removed with `helm uninstall { $release }`.
diagnosis-helm-uninstalled = The release `{ $release }` has been uninstalled; only its history is kept.
diagnosis-helm-uninstalled-remedy = Install it again with `helm upgrade --install { $release } CHART`.

diagnosis-rbac-no-binding = No binding gives `{ $subject }` anything{ $namespace ->
    [none] {""}
   *[other] {" "}in the namespace `{ $namespace }`
 }, so it may not { $verb } { $resource }.
diagnosis-rbac-no-binding-remedy = Bind a role that holds this right to it: { $namespace ->
    [none] `kubectl create clusterrolebinding NAME --clusterrole ROLE --serviceaccount NAMESPACE:NAME`. It belongs to no namespace, so only a ClusterRoleBinding can give it.
   *[other] `kubectl create rolebinding NAME --role ROLE --serviceaccount NAMESPACE:NAME`.
 }
diagnosis-rbac-subject-differs = `{ $binding }` names `{ $there }`; the one that is asked about is `{ $wanted }`.
diagnosis-rbac-subject-differs-remedy = Correct `subjects` in the binding: kind, name, and for a ServiceAccount its namespace must all fit.
diagnosis-rbac-bound-elsewhere = `{ $binding }` gives its rights in the namespace `{ $there }`; { $wanted ->
    [none] what is asked for belongs to no namespace
   *[other] they are wanted in `{ $wanted }`
 }.
diagnosis-rbac-bound-elsewhere-remedy = { $wanted ->
    [none] Only a ClusterRoleBinding gives rights to nodes, namespaces and all else that belongs to no namespace: `kubectl create clusterrolebinding NAME --clusterrole ROLE --serviceaccount NAMESPACE:NAME`.
   *[other] A RoleBinding counts in its own namespace alone. Make one where the right is needed.
 }
diagnosis-rbac-role-missing = `{ $binding }` refers to `{ $role }`, which does not exist: a binding to nothing gives nothing.
diagnosis-rbac-role-missing-remedy = Create the role, or make the binding anew with the right one: `roleRef` cannot be changed afterwards.
diagnosis-rbac-verb-missing = `{ $role }` holds `{ $there }` on { $resource }, and not `{ $verb }`.
diagnosis-rbac-verb-missing-remedy = Add the verb to that rule. `get`, `list` and `watch` are three verbs, and each is asked for by itself.
diagnosis-rbac-group-differs = `{ $role }` names the API group `{ $there }` with { $resource }, which is in `{ $wanted }`.
diagnosis-rbac-group-differs-remedy = Correct `apiGroups`: it is the part of `apiVersion` before the slash, and `""` for Pods, Services and all of `v1`. `kubectl api-resources` lists it.
diagnosis-rbac-resource-differs = `{ $role }` names the resource `{ $there }`; the one that is wanted is `{ $wanted }`.
diagnosis-rbac-resource-differs-remedy = Correct `resources`: plural and in lower case, as `kubectl api-resources` lists it; a part of a resource, as `pods/log`, is named by itself.
diagnosis-rbac-names-limited = `{ $role }` gives { $resource } only for these objects: `{ $names }`.
diagnosis-rbac-names-limited-remedy = Remove `resourceNames` from the rule, or add the name. `list` and `create` can hardly be limited to names.
diagnosis-rbac-resource-missing = `{ $role }` says nothing of { $resource }, so it does not give `{ $verb }`.
diagnosis-rbac-resource-missing-remedy = Add a rule with that resource and verb to the role.
diagnosis-rbac-granted = It may { $verb } { $resource }, and should not: `{ $binding }` gives it `{ $role }`.
diagnosis-rbac-granted-remedy = Take the verb or the resource out of the role, mind `*`, or remove the binding. Rules only add up: none takes a right away.
