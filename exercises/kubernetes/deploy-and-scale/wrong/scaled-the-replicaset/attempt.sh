kubectl create deployment tickets --image nginx:1.29-alpine
kubectl set env deployment/tickets SEASON=autumn
kubectl rollout status deployment/tickets --timeout 60s
newest=$(kubectl get replicasets --selector app=tickets --sort-by .metadata.creationTimestamp --output name | tail -n 1)
kubectl scale "$newest" --replicas 3
