docker run --detach --name menu --restart unless-stopped nginx:1.29-alpine
docker rm --force menu
docker run --detach --name menu --restart unless-stopped nginx:1.29-alpine
