cat > Dockerfile << 'END'
FROM alpine:3.22
WORKDIR /charts
ADD --checksum=sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae https://example.org/charts/harbour.tar.gz .
COPY legend.txt ./
WORKDIR ../download
COPY archive/logbooks.tar.gz logbooks.tar.gz
ADD archive/models.tar.gz ../models/
WORKDIR /srv
COPY --chown=1000 ["guest book.txt", "./"]
END
