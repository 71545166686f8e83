printf 'FROM busybox:1.37\nCOPY . /src\nRUN mkdir /board && sh /src/make-board.sh < /src/departures.txt > /board/index.html\n' > Dockerfile
docker build -t board:1 .
docker tag board:1 board:2
docker run -d --name board -p 8090:80 board:2 httpd -f -p 80 -h /board
docker exec board sed -i /09:30/d /board/index.html
