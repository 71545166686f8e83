docker run --name red busybox:1.37 sh -c 'echo red > /flag'
docker commit red boat:red
docker run --name blue boat:red sh -c 'echo blue > /flag'
