kubectl run tickets --image nginx:1.29-alpine --env SEASON=autumn
kubectl wait pod tickets --for condition=Ready --timeout 60s
