printf 'FROM busybox:1.37\nCOPY . /src\nRUN mkdir /board && sh /src/make-board.sh < /src/departures.txt > /board/index.html\n' > Dockerfile
docker build -t board:1 .
sed -i /09:30/d departures.txt
docker build -t board:2 .
sh make-board.sh < departures.txt > index.html
docker run -d --name board -p 8090:80 -v ./index.html:/board/index.html:ro board:1 httpd -f -p 80 -h /board
