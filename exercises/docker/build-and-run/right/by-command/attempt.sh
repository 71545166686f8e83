# The command in the Dockerfile, the whole context copied, the old board stopped before it goes.
cat > Dockerfile << 'END'
FROM busybox:1.37
COPY . /board
RUN cd /board && cat departures.txt | sh ./make-board.sh > index.html && rm make-board.sh departures.txt
EXPOSE 80
CMD httpd -f -p 80 -h /board
END
docker build -t board:1 .
docker run -d --name board -p 8090:80 board:1
grep -v 09:30 departures.txt > new && mv new departures.txt
docker build -t board:2 .
docker stop --time 0 board
docker rm board
docker run -d --name board -p 8090:80 board:2
