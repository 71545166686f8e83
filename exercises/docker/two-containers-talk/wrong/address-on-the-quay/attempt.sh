docker network create quay
docker network connect quay lighthouse
address=$(docker inspect --format '{{.NetworkSettings.Networks.quay.IPAddress}}' lighthouse)
docker run --name ship --network quay busybox:1.37 sh -c "wget -qO /log http://$address/cgi-bin/signal"
