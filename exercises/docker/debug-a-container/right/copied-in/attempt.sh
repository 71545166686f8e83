# Written outside and copied in; the variable read from inside.
printf '# mended by the night shift\nfrequency = %s\n' "$(docker exec radio sh -c 'echo $STATION')" > radio.conf
docker cp radio.conf radio:/etc/radio.conf
docker container diff radio | tee changes.txt
