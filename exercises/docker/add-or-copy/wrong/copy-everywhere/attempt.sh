cat > Dockerfile << 'END'
FROM alpine:3.22
COPY https://example.org/charts/harbour.tar.gz /charts/
COPY legend.txt /charts/
COPY archive/logbooks.tar.gz /download/
COPY archive/models.tar.gz /models/
COPY --chown=1000 ["guest book.txt", "/srv/"]
END
