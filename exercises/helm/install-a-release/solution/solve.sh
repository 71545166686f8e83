helm install river ./ferry --values river.yaml --wait --timeout 60s
