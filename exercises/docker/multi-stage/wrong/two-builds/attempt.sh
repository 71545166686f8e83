docker build --tag paper:press .
docker run --rm paper:press > index.html
cat > Dockerfile << 'END'
FROM busybox:1.37
COPY index.html /www/
CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
END
docker build --tag paper:1 .
docker run --detach --name paper --publish 127.0.0.1:8094:80 paper:1
