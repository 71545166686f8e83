sed -i '/^CMD/i USER nobody\nUSER root' Dockerfile
docker build --tag press:1 .
docker run --detach --name press press:1
