# A first try was wrong and is replaced.
docker run --detach --name window --publish 8085:80 nginx:1.29-alpine
docker rm --force window
docker create --name window -p 127.0.0.1:8085:80/tcp nginx:1.29-alpine
docker start window
