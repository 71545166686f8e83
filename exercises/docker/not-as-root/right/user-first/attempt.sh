# Where USER stands above WORKDIR, the directory is made for that user; the files stay root's.
cat > Dockerfile << 'END'
FROM busybox:1.37
USER nobody
WORKDIR /press
COPY print.sh paper.txt ./
CMD ["sh", "print.sh"]
END
docker build --tag press:1 .
docker run --detach --name press press:1
