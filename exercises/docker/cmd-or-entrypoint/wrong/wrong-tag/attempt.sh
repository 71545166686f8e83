cat > Dockerfile << 'END'
FROM busybox:1.37
COPY longest.sh /usr/bin/longest
RUN chmod +x /usr/bin/longest
ENTRYPOINT ["longest"]
CMD ["--help"]
END
docker build --tag longest .
docker run --name ask longest
docker run --name answer longest oar anchor sail
