cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /sign
COPY sign.sh .
ARG RELEASE=dev
ARG PIER="North pier"
CMD ["sh", "sign.sh"]
END
docker build --build-arg RELEASE=12 --tag sign:12 .
docker build --tag sign:dev .
docker run --detach --name north sign:12
docker run --detach --name south --env PIER='South pier' sign:12
docker run --detach --name trial sign:dev
