# A number, a directory of its own, and a link.
cat > Dockerfile << 'END'
FROM busybox:1.37
COPY print.sh paper.txt /press/
RUN mkdir /out && chown 1000:1000 /out && ln -s /out/today.txt /press/today.txt
WORKDIR /press
USER 1000:1000
CMD ["sh", "print.sh"]
END
docker build --tag press:1 .
docker run --detach --name press press:1
