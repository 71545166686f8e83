docker run --detach --name menu nginx:1.29-alpine
docker update --restart unless-stopped menu
docker restart menu
