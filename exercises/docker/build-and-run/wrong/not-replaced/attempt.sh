printf 'FROM busybox:1.37\nCOPY . /src\nRUN mkdir /board && sh /src/make-board.sh < /src/departures.txt > /board/index.html\n' > Dockerfile
docker build -t board:1 .
docker run -d --name board -p 8090:80 board:1 httpd -f -p 80 -h /board
sed -i /09:30/d departures.txt
docker build -t board:2 .
docker restart --time 0 board
