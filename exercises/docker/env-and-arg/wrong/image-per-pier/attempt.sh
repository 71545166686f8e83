cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /sign
COPY sign.sh .
ARG RELEASE=dev
ARG PIER="North pier"
ENV RELEASE=$RELEASE PIER=$PIER
CMD ["sh", "sign.sh"]
END
docker build --build-arg RELEASE=12 --tag sign:12 .
docker build --tag sign:dev .
docker build --build-arg RELEASE=12 --build-arg PIER='South pier' --tag sign:12-south .
docker run --detach --name north sign:12
docker run --detach --name south sign:12-south
docker run --detach --name trial sign:dev
