cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /courier
COPY fetch.sh ./
ARG TOKEN
RUN echo "$TOKEN" > t && sh fetch.sh t > parcel.txt && rm t
CMD ["httpd", "-f", "-p", "8000"]
END
docker build --build-arg TOKEN="$(cat token.txt)" --tag courier:2 .
docker run --detach --name courier --read-only --cap-drop ALL courier:2
