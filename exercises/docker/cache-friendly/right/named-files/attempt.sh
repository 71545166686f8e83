cat > Dockerfile << 'END'
FROM busybox:1.37
COPY buy.sh list.txt /kitchen/
RUN cd /kitchen && sh buy.sh
COPY menu.txt /kitchen/
WORKDIR /kitchen
CMD ["cat", "menu.txt"]
END
docker build --tag kitchen:lunch .
docker create --name lunch kitchen:lunch
echo fish >> menu.txt
docker build --tag kitchen:dinner .
docker create --name dinner kitchen:dinner
