socket=$(docker context inspect --format '{{.Endpoints.docker.Host}}')
docker create --name letter busybox:1.37
curl --silent --unix-socket "${socket#unix://}" http://localhost/version > version.json
curl --silent --unix-socket "${socket#unix://}" http://localhost/containers/json > containers.json
