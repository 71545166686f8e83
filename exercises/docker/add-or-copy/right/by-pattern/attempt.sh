# A pattern spares the list in brackets: `?` is met by the space.
cat > Dockerfile << 'END'
FROM alpine:3.22
ADD --checksum=sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae --chmod=644 https://example.org/charts/harbour.tar.gz /charts/harbour.tar.gz
COPY ./legend.txt /charts/legend.txt
COPY archive/logbooks.tar.gz /download/logbooks.tar.gz
ADD ["archive/models.tar.gz", "/models"]
COPY --chown=1000 guest?book.txt /srv/
END
