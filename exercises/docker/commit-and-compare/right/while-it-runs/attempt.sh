docker run --detach --name kitchen busybox:1.37 sleep 300
docker exec kitchen sh -c 'mkdir -p /menu; printf "onion soup, bread" > /menu/today'
docker exec kitchen rm /etc/group
docker commit --message 'as found on Monday' --author Ann kitchen menu:by-hand
docker diff kitchen | sort > changes.txt
docker create --name guest menu:by-hand
