sed '0,/name: cart/s//name: shop-cart/' cart.yaml > shop-cart.yaml
kubectl apply --filename shop-cart.yaml
kubectl rollout status deployment/shop-cart --timeout 60s
