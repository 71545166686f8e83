docker exec radio sh -c 'echo frequency=97.5 > /etc/radio.conf'
docker diff radio > changes.txt
docker restart --timeout 0 radio
