# The first one was started without a port, so a second one got it.
docker run --detach --name window nginx:1.29-alpine
docker run --detach --name window-2 --publish 127.0.0.1:8085:80 nginx:1.29-alpine
