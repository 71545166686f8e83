docker run --name red busybox:1.37 sh -c 'echo red > /flag'
docker run --name blue busybox:1.37 echo blue > flag
