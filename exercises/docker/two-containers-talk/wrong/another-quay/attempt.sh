docker network create pier
docker network connect pier lighthouse
docker run --name ship --network pier busybox:1.37 sh -c 'wget -qO /log http://lighthouse/cgi-bin/signal'
