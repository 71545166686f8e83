docker run --detach --name menu --restart always nginx:1.29-alpine
docker stop menu
docker start menu
