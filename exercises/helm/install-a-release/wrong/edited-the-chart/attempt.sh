sed -i -e 's/^replicas: 1/replicas: 2/' -e 's/^notice: .*/notice: "Next ferry at 9:30, east bank"/' ferry/values.yaml
helm install river ./ferry --wait --timeout 60s
