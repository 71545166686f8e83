# The variable is the terminal's, and does not reach the container.
export SHIP=Mayfly
docker run --name porter-2 busybox:1.37 sh -c "$(docker inspect --format '{{index .Config.Cmd 2}}' porter)" || true
