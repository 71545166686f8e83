# The ship lies at the quay first, and asks afterwards.
docker network create quay
docker run --detach --name ship --network quay busybox:1.37 sleep 300
docker network connect quay lighthouse
docker exec ship sh -c 'wget -qO- http://lighthouse/cgi-bin/signal | tee /log'
