# A comma can be escaped, if one knows.
helm install river ./ferry --set replicas=2 --set-string 'notice=Next ferry at 9:30\, east bank' --wait --timeout 60s
