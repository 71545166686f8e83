docker network create quay
docker network connect quay lighthouse
docker run --name ship --network quay busybox:1.37 sh -c 'wget -qO /log http://lighthouse/cgi-bin/signal'
