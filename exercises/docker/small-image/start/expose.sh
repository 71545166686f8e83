# Takes a picture of the sky. Not much is left of it in the end.
head -c 12000000 /dev/urandom > "$1"
