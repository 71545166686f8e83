docker cp archive:/letters letters
docker cp stamp.txt archive:/letters/
