mkdir -p etc
docker exec radio echo frequency=97.5 > etc/radio.conf
docker diff radio > changes.txt
