kubectl apply --filename cart.yaml || true
sed -i -e 's/matchLabels: .*/matchLabels: { app: cart } }/' -e 's/{ app: shop, component: cart }/{ app: cart, component: cart }/' cart.yaml
kubectl apply --filename cart.yaml
kubectl rollout status deployment/cart --timeout 60s
