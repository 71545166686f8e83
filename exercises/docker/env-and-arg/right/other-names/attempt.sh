# A default in the braces, the release from the shell, the pier from a file.
cat > Dockerfile << 'END'
FROM busybox:1.37
ARG RELEASE
ENV PIER="North pier" RELEASE=${RELEASE:-dev}
COPY . /sign
ENTRYPOINT ["sh", "/sign/sign.sh"]
END
docker build -t sign:dev .
RELEASE=12 docker build -t sign:12 --build-arg RELEASE .
docker run -d --name north sign:12
echo 'PIER=South pier' > south.env
docker run -d --name south --env-file south.env sign:12
docker run --detach --name trial sign:dev
