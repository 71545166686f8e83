mkdir srv; { echo 'STARS OF TONIGHT'; head -c 600000 /dev/urandom | base64; } > srv/stars.txt
cat > Dockerfile << 'END'
FROM busybox:1.37
COPY srv /srv
END
docker build --tag stars:1 .
docker create --name stars stars:1
