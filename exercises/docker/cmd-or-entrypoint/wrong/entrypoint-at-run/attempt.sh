docker build --tag longest:1 .
docker run --name ask longest:1
docker run --name answer --entrypoint longest longest:1 oar anchor sail
