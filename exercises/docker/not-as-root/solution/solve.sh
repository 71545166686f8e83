cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /press
COPY print.sh paper.txt ./
RUN chown nobody /press
USER nobody
CMD ["sh", "print.sh"]
END
docker build --tag press:1 .
docker run --detach --name press press:1
