# First as it comes, then with values: what counts is the release as it is now.
helm install river ./ferry
helm upgrade --install river ./ferry --set replicas=2 --set-json 'notice="Next ferry at 9:30, east bank"' --wait --timeout 60s
