docker run --detach --name window --publish 127.0.0.1:8085:8085 nginx:1.29-alpine
