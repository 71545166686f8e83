helm install night shop --set replicas=2 --set 'greeting=Open all night' --dry-run=client
