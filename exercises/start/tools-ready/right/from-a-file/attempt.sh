# A container that keeps running, and a value that came from a file, with a line end.
docker run --detach --name anchor busybox:1.37 sleep 300
kubectl get nodes --no-headers --output custom-columns=NAME:.metadata.name | head -n 1 > node
kubectl create configmap anchor --from-file=node
