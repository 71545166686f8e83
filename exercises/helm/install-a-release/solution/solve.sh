helm install night shop --values night.yaml --wait
