helm install night shop --set greeting='Open all night'
kubectl scale deployment night-shop --replicas 2
