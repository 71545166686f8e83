# First as the chart comes, then with values: what counts is the release as it is now.
helm install night shop
helm upgrade --install night shop --set replicas=2 --set-json 'greeting="Open all night"' --wait --timeout 60s
