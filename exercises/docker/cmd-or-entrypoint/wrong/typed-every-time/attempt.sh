cat > Dockerfile << 'END'
FROM busybox:1.37
COPY longest.sh /usr/bin/longest
RUN chmod +x /usr/bin/longest
ENTRYPOINT ["longest"]
END
docker build --tag longest:1 .
docker run --name ask longest:1 --help
docker run --name answer longest:1 oar anchor sail
