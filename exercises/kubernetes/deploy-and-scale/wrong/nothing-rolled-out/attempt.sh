kubectl create deployment tickets --image nginx:1.29-alpine --replicas 3
kubectl rollout status deployment/tickets --timeout 60s
kubectl label deployment tickets SEASON=autumn
kubectl annotate deployment tickets SEASON=autumn
