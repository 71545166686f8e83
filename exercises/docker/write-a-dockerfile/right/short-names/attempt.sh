# A working directory in the image saves letters, and an ignore file may also bear the Dockerfile's name.
cat > deploy/Dockerfile << 'END'
# syntax=docker/dockerfile:1
FROM docker.io/library/nginx:1.29-alpine
WORKDIR /usr/share/nginx/html
COPY ./site .
COPY ./deploy/default.conf /etc/nginx/conf.d/default.conf
RUN date \
    | tee built.txt
END
printf '%s\n' '**/*.env' '**/drafts' > deploy/Dockerfile.dockerignore
