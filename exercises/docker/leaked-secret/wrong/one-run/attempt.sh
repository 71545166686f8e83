cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /courier
COPY fetch.sh token.txt ./
RUN sh fetch.sh token.txt > parcel.txt && rm token.txt
CMD ["sh", "-c", "cat parcel.txt; exec httpd -f -p 8000 -h /courier"]
END
docker build --tag courier:2 .
docker run --detach --name courier --read-only --cap-drop ALL courier:2
