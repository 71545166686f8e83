printf '%s\n' 'replica: 2' 'notice: "Next ferry at 9:30, east bank"' > river.yaml
helm install river ./ferry --values river.yaml --wait --timeout 60s
