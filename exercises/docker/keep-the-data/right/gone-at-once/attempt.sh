# `--rm` removes the writer as soon as it ends; the first `--volume` makes the volume; the reader reads once and stops.
docker run --rm --name writer --volume notes:/data busybox:1.37 sh -c 'echo kept > /data/today'
docker run --name reader --volume notes:/data:ro busybox:1.37 cat /data/today
