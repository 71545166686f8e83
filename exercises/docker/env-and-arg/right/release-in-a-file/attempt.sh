cat > Dockerfile << 'END'
FROM busybox:1.37
ARG RELEASE=dev
COPY sign.sh /sign/
RUN echo "$RELEASE" > /sign/release
CMD ["sh", "-c", "export RELEASE=$(cat /sign/release) PIER=\"${PIER:-North pier}\"; exec sh /sign/sign.sh"]
END
docker build --build-arg RELEASE=12 --tag sign:12 .
docker build --tag sign:dev .
docker run --detach --name north sign:12
docker run --detach --name south --env PIER='South pier' sign:12
docker run --detach --name trial sign:dev
