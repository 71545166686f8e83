cat > Dockerfile << 'END'
FROM busybox:1.37
COPY expose.sh /src/
RUN sh /src/expose.sh /tmp/sky.raw && mkdir /srv && head -c 600000 /tmp/sky.raw | base64 > /srv/stars.txt && rm /tmp/sky.raw
RUN sed -i "1i STARS OF TONIGHT" /srv/stars.txt
END
docker build --tag stars:1 .
docker create --name stars stars:1
