docker run --name anchor busybox:1.37 true
kubectl create configmap anchor --from-literal=node=control-plane
