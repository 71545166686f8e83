docker network create quay
docker run --name ship --network quay busybox:1.37 sh -c 'wget -T 2 -qO /log http://lighthouse/cgi-bin/signal' || true
