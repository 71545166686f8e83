docker diff radio > changes.txt
docker exec radio sh -c 'echo frequency=97.5 > /etc/radio.conf'
