docker run --name kitchen busybox:1.37 sh -c 'mkdir /menu; echo soup > /menu/today; rm /etc/group'
docker diff kitchen > changes.txt
docker commit kitchen menu:by-hand
docker run --name guest busybox:1.37 true
