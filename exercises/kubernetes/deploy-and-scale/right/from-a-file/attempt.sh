# All at once from a file, then the file is changed and applied again; labels and container have names of their own.
kubectl apply --filename tickets.yaml
kubectl rollout status deployment/tickets --timeout 60s
sed -i 's/summer/autumn/' tickets.yaml
kubectl apply --filename tickets.yaml
kubectl rollout status deployment/tickets --timeout 60s
