# Started first, and written into while they run.
docker run --detach --name red docker.io/library/busybox:1.37 sleep 300
docker run --detach --name blue busybox:1.37 sleep 300
docker exec red sh -c 'echo red > /flag'
printf blue > flag
docker cp flag blue:/flag
