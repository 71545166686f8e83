docker run --detach --name ship-registry --publish 127.0.0.1:5002:5000 --mount type=volume,source=ship-store,target=/var/lib/registry registry:3
until docker exec ship-registry wget -q -O /dev/null http://127.0.0.1:5000/v2/; do sleep 0.2; done
docker tag busybox:1.37 ship/lamp:1; docker tag busybox:1.37 ship/lamp:stable
docker push ship/lamp:1 || true
docker rm --force ship-registry
docker run --detach --name ship-registry --publish 127.0.0.1:5002:5000 --mount type=volume,source=ship-store,target=/var/lib/registry registry:3
until docker exec ship-registry wget -q -O /dev/null http://127.0.0.1:5000/v2/; do sleep 0.2; done
