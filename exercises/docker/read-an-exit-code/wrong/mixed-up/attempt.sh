docker run --env SHIP=Mayfly --name porter-2 busybox:1.37 sh -c "$(docker inspect --format '{{index .Config.Cmd 2}}' porter)"
