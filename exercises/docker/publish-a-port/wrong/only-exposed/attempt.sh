docker run --detach --name window --expose 8085 nginx:1.29-alpine
