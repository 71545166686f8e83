cat > Dockerfile << 'END'
FROM busybox:1.37
COPY expose.sh /src/
RUN sh /src/expose.sh /tmp/sky.raw && mkdir /srv && echo "STARS OF TONIGHT" > /srv/stars.txt && rm /tmp/sky.raw
END
docker build --tag stars:1 .
docker create --name stars stars:1
