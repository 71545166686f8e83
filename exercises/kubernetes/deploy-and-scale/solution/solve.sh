kubectl create deployment tickets --image nginx:1.29-alpine
kubectl scale deployment tickets --replicas 3
kubectl rollout status deployment/tickets --timeout 60s
kubectl set env deployment/tickets SEASON=autumn
kubectl rollout status deployment/tickets --timeout 60s
