kubectl delete deployment cart --cascade=orphan
kubectl apply --filename cart.yaml
kubectl rollout status deployment/cart --timeout 60s
