cat > Dockerfile << 'END'
FROM busybox:1.37 AS market
WORKDIR /market
COPY *.sh list* ./
RUN ["sh", "buy.sh"]
FROM busybox:1.37
WORKDIR /kitchen
COPY --from=market /market/stock.txt ./
COPY menu.txt .
END
docker build --tag kitchen:lunch .
docker create --name lunch kitchen:lunch
echo fish >> menu.txt
docker build --tag kitchen:dinner .
docker create --name dinner kitchen:dinner
