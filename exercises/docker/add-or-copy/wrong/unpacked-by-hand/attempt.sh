cat > Dockerfile << 'END'
FROM alpine:3.22
ADD --checksum=sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae https://example.org/charts/harbour.tar.gz /charts/
COPY legend.txt /charts/
COPY archive/logbooks.tar.gz /download/
COPY archive/models.tar.gz /tmp/
RUN tar -xzf /tmp/models.tar.gz -C /models && rm /tmp/models.tar.gz
COPY --chown=1000 ["guest book.txt", "/srv/"]
END
