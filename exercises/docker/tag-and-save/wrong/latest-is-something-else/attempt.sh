# "latest must be the newest": so it was made anew.
docker tag busybox:1.37 lantern:1.0
container=$(docker create busybox:1.37)
docker commit "$container" lantern:latest
docker rm "$container"
docker save --output lantern.tar lantern:1.0 lantern:latest
tar -xf lantern.tar manifest.json
