# Deletes and makes anew in one go; the Service is replaced as well.
kubectl replace --force --filename cart.yaml
kubectl rollout status deployment/cart --timeout 60s
