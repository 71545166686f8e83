cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /kitchen
RUN echo "sleep 4; { echo bought, receipt 1; cat list.txt; } > stock.txt" > buy.sh; printf "flour\\nonions\\nsalt\\n" > list.txt; sh buy.sh
COPY menu.txt .
CMD ["cat", "menu.txt"]
END
docker build --tag kitchen:lunch .
docker create --name lunch kitchen:lunch
echo fish >> menu.txt
docker build --tag kitchen:dinner .
docker create --name dinner kitchen:dinner
