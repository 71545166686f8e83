cat > Dockerfile << 'END'
FROM alpine:3.22
ADD --checksum=sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae https://example.org/charts/harbour.tar.gz /charts/
COPY legend.txt /charts/
COPY archive/logbooks.tar.gz /download/
ADD archive/models.tar.gz /models/
COPY ["guest book.txt", "/srv/"]
RUN chown -R 1000 /srv
END
