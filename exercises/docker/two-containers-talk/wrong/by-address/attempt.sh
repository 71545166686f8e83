# The default network has addresses, and no names.
docker network create quay
docker network connect quay lighthouse
address=$(docker inspect --format '{{.NetworkSettings.Networks.bridge.IPAddress}}' lighthouse)
docker run --name ship --network bridge busybox:1.37 sh -c "wget -qO /log http://$address/cgi-bin/signal"
