helm template river ./ferry --values river.yaml | kubectl apply --filename -
kubectl rollout status deployment/river-ferry --timeout 60s
