# Published ports and localhost: the old reflexes.
docker network create quay
docker network connect quay lighthouse
docker run --name ship --network quay --add-host lighthouse:127.0.0.1 busybox:1.37 sh -c 'wget -qO /log http://lighthouse/cgi-bin/signal' || true
