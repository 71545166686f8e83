helm template night shop --set greeting='Open all night',replicas=2 | kubectl apply --filename -
