# A shell may stand between, as long as it hands the words on; and the script itself may know what to say to nobody.
sed -i 's/^if .*/if [ -z "$1" ] || [ "$1" = --help ]; then/' longest.sh
cat > Dockerfile << 'END'
FROM busybox:1.37
COPY longest.sh /usr/bin/longest
ENTRYPOINT ["sh", "-c", "exec sh /usr/bin/longest \"$@\"", "longest"]
END
docker build --tag longest:1 .
docker run --name ask longest:1
docker run --tty --name answer longest:1 oar anchor sail
