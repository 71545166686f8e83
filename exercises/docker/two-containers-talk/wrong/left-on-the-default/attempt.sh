docker network create quay
docker run --name ship --network quay busybox:1.37 sh -c 'timeout 2 wget -qO /log http://lighthouse/cgi-bin/signal' || true
