docker exec radio sh -c 'echo frequency=88.8 > /etc/radio.conf'
docker diff radio > changes.txt
