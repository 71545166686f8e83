docker network create --driver bridge quay
docker run --detach --name ship busybox:1.37 sh -c 'until wget -qO- http://lighthouse:80/cgi-bin/signal >> /log; do sleep 0.2; done; sleep 300'
docker network connect quay ship
docker network connect quay lighthouse
timeout 10 sh -c 'until docker exec ship test -s /log; do sleep 0.2; done'
