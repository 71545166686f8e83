cat > Dockerfile << 'END'
FROM busybox:1.37 AS web
CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
FROM debian:12-slim AS press
WORKDIR /src
COPY press.pl .
COPY articles/ articles/
RUN perl press.pl articles/*.txt > index.html

COPY --from=web /bin/busybox /bin/httpd
CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
END
docker build --tag paper:1 .
docker tag paper:1 paper:press
docker run --detach --name paper --publish 127.0.0.1:8094:80 paper:1 || true
