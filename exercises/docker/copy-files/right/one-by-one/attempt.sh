docker cp archive:/letters/june.txt letters/june.txt
docker cp archive:/letters/july.txt - | tar -xO > letters/july.txt
tar -c stamp.txt | docker cp - archive:/letters
