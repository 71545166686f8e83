printf 'FROM busybox:1.37\nCOPY . /src\nRUN mkdir /board && sh /src/make-board.sh < /src/departures.txt > /board/index.html\n' > Dockerfile
sed -i /09:30/d departures.txt
docker build -t board:2 .
docker run -d --name board -p 8090:80 board:2 httpd -f -p 80 -h /board
