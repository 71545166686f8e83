cat > Dockerfile << 'END'
FROM alpine:3.22
ADD https://example.org/charts/harbour.tar.gz /charts/
COPY legend.txt /charts/
COPY archive/logbooks.tar.gz /download/
ADD archive/models.tar.gz /models/
COPY --chown=1000 ["guest book.txt", "/srv/"]
END
