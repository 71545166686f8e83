cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /kitchen
COPY buy.sh list.txt ./
RUN sh buy.sh
COPY . .
CMD ["cat", "menu.txt"]
END
docker build --tag kitchen:lunch .
docker create --name lunch kitchen:lunch
echo fish >> menu.txt
docker build --tag kitchen:dinner .
docker create --name dinner kitchen:dinner
