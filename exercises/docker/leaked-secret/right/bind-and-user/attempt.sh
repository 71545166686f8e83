cat > Dockerfile << 'END'
FROM busybox:1.37
WORKDIR /courier
RUN --mount=type=secret,id=courier,target=/t --mount=type=bind,source=fetch.sh,target=/f sh /f /t > parcel.txt
USER nobody
CMD ["httpd", "-f", "-p", "8000"]
END
TOKEN=$(cat token.txt); export TOKEN
docker build --secret id=courier,env=TOKEN --tag courier:2 .
docker run -d --name courier --read-only --cap-drop=all --security-opt no-new-privileges --tmpfs /tmp courier:2
