docker run --detach --name window --publish 8085:80 nginx:1.29-alpine
