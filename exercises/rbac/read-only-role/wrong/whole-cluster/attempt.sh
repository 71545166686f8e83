kubectl create clusterrole pod-reader --verb get,list,watch --resource pods,pods/log
kubectl create clusterrolebinding robot-reads-pods --clusterrole pod-reader --serviceaccount "$NAMESPACE:robot"
