sed -i '/^CMD/i USER nobody' Dockerfile
docker build --tag press:1 .
docker run --detach --name press press:1
sleep 2
