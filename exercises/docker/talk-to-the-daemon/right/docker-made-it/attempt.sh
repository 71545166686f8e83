# The container by `docker create`, the address with a version of the API in it, the files made readable.
socket=$(docker context inspect --format '{{.Endpoints.docker.Host}}')
docker create --name letter busybox:1.37
curl --silent --unix-socket "${socket#unix://}" http://localhost/v1.44/version | sed 's/,/,\n  /g' > version.json
curl --silent --unix-socket "${socket#unix://}" 'http://localhost/v1.44/containers/json?all=1' > containers.json
