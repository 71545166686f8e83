docker network create quay
docker rm --force lighthouse
docker run --detach --name lighthouse --network quay busybox:1.37 sh -c 'mkdir /www; echo keep to starboard > /www/signal; exec httpd -f -p 80 -h /www'
sleep 1
docker run --name ship --network quay busybox:1.37 sh -c 'wget -qO /log http://lighthouse/signal'
