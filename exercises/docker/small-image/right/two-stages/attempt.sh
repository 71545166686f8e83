cat > Dockerfile << 'END'
FROM busybox:1.37 AS dome
COPY expose.sh .
RUN sh expose.sh sky.raw
RUN head -c 600000 sky.raw | base64 > stars.txt
RUN sed -i "1i STARS OF TONIGHT" stars.txt
FROM busybox:1.37
COPY --from=dome stars.txt /srv/
END
docker build --tag stars:1 .
docker create --name stars stars:1
