# No gap: the second Deployment is ready before the Service turns to it and the first one goes.
sed '0,/name: cart/s//name: shop-cart/' cart.yaml > shop-cart.yaml
kubectl create --filename shop-cart.yaml || true # the Service is there already
kubectl rollout status deployment/shop-cart --timeout 60s
kubectl apply --filename shop-cart.yaml
kubectl delete deployment cart
