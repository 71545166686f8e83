cat > Dockerfile << 'END'
FROM debian:12-slim AS press
WORKDIR /src
COPY press.pl .
COPY articles/ articles/
RUN perl press.pl articles/*.txt > index.html

FROM busybox:1.37
COPY --from=press /src/index.html /www/
CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
END
docker build --tag paper:1 .
docker build --tag paper:press .
docker run --detach --name paper --publish 127.0.0.1:8094:80 paper:1
