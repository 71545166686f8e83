docker cp archive:/letters/. letters
docker start archive
docker wait archive
docker cp stamp.txt archive:/letters/
