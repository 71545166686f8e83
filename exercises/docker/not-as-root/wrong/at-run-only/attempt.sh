sed -i '/^COPY/a RUN chown nobody /press' Dockerfile
docker build --tag press:1 .
docker run --detach --user nobody --name press press:1
