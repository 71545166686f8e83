docker run --name kitchen busybox:1.37 sh -c 'mkdir /menu; echo soup > /menu/today; rm /etc/group'
docker commit kitchen menu:by-hand
docker run --name guest menu:by-hand true
docker diff guest > changes.txt
