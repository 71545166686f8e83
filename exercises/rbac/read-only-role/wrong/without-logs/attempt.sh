kubectl create role pod-reader --verb get,list,watch --resource pods
kubectl create rolebinding robot-reads-pods --role pod-reader --serviceaccount "$NAMESPACE:robot"
