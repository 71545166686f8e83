cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /board
COPY make-board.sh departures.txt /src/
RUN sh /src/make-board.sh < /src/departures.txt > index.html
END
docker build --tag board:1 .
docker run --detach --name board --publish 127.0.0.1:8090:80 board:1 httpd -f -p 80 -h /board

sed -i '/09:30/d' departures.txt
docker build --tag board:2 .
docker rm --force board
docker run --detach --name board --publish 127.0.0.1:8090:80 board:2 httpd -f -p 80 -h /board
