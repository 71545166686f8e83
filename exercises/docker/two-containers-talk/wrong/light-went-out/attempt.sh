docker network create quay
command=$(docker inspect --format '{{index .Config.Cmd 2}}' lighthouse)
docker rm --force lighthouse
docker run --detach --name lighthouse --network quay busybox:1.37 sh -c "$command"
sleep 1
docker run --name ship --network quay busybox:1.37 sh -c 'wget -qO /log http://lighthouse/cgi-bin/signal'
