printf '%s\n' 'replica: 2' 'greeting: Open all night' > night.yaml
helm install night shop --values night.yaml --wait --timeout 60s
