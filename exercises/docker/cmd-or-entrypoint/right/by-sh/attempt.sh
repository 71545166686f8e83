# No executable bit is needed where a shell is the program.
cat > Dockerfile << 'END'
FROM busybox:1.37
COPY longest.sh /
ENTRYPOINT ["sh", "/longest.sh"]
CMD ["--help"]
END
docker build --tag longest:1 .
docker run --name ask longest:1
docker run --name answer longest:1 oar anchor sail || true
