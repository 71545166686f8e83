docker run --detach --name menu --restart unless-stopped nginx:1.29-alpine
docker stop menu
docker start menu
