docker tag busybox:1.37 lantern:1.0
docker tag busybox:1.37 lantern:latest
docker save --output lantern.tar lantern:1.0
tar -xf lantern.tar manifest.json
