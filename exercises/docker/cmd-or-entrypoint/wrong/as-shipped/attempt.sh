docker build --tag longest:1 .
docker run --name ask longest:1
docker run --name answer longest:1 oar anchor sail || true
