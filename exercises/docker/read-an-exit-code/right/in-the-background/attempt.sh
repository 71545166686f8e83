printf 'SHIP=Wild Goose\n' > ship.env
docker run --detach --env-file ship.env --name porter-2 busybox:1.37 sh -c 'test -n "$SHIP" || { echo '\''SHIP is not set'\'' >&2; exit 64; }; echo "loading $SHIP"'
docker wait porter-2
