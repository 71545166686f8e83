docker run --detach --name ship-registry --publish 127.0.0.1:5002:5000 registry:3
until docker exec ship-registry wget -q -O /dev/null http://127.0.0.1:5000/v2/; do sleep 0.2; done
for tag in 1 stable; do
  docker tag busybox:1.37 localhost:5002/ship/lamp:$tag
  docker push localhost:5002/ship/lamp:$tag
done
docker rm --force --volumes ship-registry
docker run --detach --name ship-registry --publish 127.0.0.1:5002:5000 registry:3
until docker exec ship-registry wget -q -O /dev/null http://127.0.0.1:5000/v2/; do sleep 0.2; done
