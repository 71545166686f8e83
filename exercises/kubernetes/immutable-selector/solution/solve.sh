kubectl delete deployment cart
kubectl apply --filename cart.yaml
kubectl rollout status deployment/cart --timeout 60s
