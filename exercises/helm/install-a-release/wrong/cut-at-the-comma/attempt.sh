helm install river ./ferry --set replicas=2 --set notice='Next ferry at 9:30' --wait --timeout 60s
