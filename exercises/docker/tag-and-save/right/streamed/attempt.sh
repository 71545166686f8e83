docker tag busybox:1.37 lantern:1.0
docker tag lantern:1.0 lantern
docker save lantern:latest lantern:1.0 | gzip > lantern.tar.gz
gzip -dc lantern.tar.gz > lantern.tar
tar -xOf lantern.tar manifest.json > manifest.json
