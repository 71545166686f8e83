kubectl create deployment tickets --image nginx:1.29-alpine --replicas 3
kubectl rollout status deployment/tickets --timeout 60s
kubectl rollout pause deployment/tickets
kubectl set env deployment/tickets SEASON=autumn
