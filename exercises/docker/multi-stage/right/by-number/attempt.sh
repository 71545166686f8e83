cat > Dockerfile << 'END'
FROM debian:12-slim AS press
COPY . /newspaper
RUN mkdir /out && perl /newspaper/press.pl /newspaper/articles/*.txt > /out/index.html
FROM busybox:1.37 AS web
WORKDIR /srv
COPY --from=0 /out .
EXPOSE 80
ENTRYPOINT ["httpd", "-f"]
CMD ["-p", "80"]
END
docker build -t paper:1 .
docker build --target press -t paper:press .
docker run -d --name paper -p 8094:80 paper:1
