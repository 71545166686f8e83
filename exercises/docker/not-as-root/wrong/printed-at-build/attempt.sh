sed -i '/^COPY/a RUN sed "s/$/ !/" paper.txt > today.txt; sleep 2' Dockerfile
sed -i '/^CMD/i USER nobody' Dockerfile
docker build --tag press:1 .
docker run --detach --name press press:1
