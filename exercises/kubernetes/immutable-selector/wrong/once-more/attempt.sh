kubectl apply --filename cart.yaml || true
kubectl rollout restart deployment/cart
kubectl rollout status deployment/cart --timeout 60s
kubectl apply --filename cart.yaml || true
