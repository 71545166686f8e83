cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /sign
COPY sign.sh .
ENV RELEASE=12 PIER="North pier"
CMD ["sh", "sign.sh"]
END
docker build --tag sign:12 .
sed -i 's/RELEASE=12/RELEASE=dev/' Dockerfile
docker build --tag sign:dev .
docker run --detach --name north sign:12
docker run --detach --name south --env PIER='South pier' sign:12
docker run --detach --name trial sign:dev
