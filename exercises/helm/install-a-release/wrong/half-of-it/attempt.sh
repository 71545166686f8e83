helm install night shop --set replicas=2 --wait --timeout 60s
