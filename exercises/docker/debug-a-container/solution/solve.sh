docker logs --tail 1 radio
station=$(docker inspect --format '{{range .Config.Env}}{{println .}}{{end}}' radio | sed -n 's/^STATION=//p')
docker exec radio sh -c "echo frequency=$station > /etc/radio.conf"
docker diff radio > changes.txt
