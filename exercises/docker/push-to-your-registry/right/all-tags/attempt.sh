docker volume create ship-store
docker run -d --restart always -p 5002:5000 -v ship-store:/var/lib/registry --name ship-registry registry:3
until docker exec ship-registry wget -q -O /dev/null http://127.0.0.1:5000/v2/; do sleep 0.2; done
docker tag busybox:1.37 localhost:5002/ship/lamp:1
docker tag localhost:5002/ship/lamp:1 localhost:5002/ship/lamp:stable
docker push --all-tags localhost:5002/ship/lamp
docker stop ship-registry && docker rm ship-registry
docker run -d --restart always -p 5002:5000 -v ship-store:/var/lib/registry --name ship-registry registry:3
