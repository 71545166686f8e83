helm upgrade --install night shop --set greeting='Open all night',replicas=2
