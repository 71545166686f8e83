socket=$(docker context inspect --format '{{.Endpoints.docker.Host}}')
docker create --name letter busybox:1.37
docker version --format json > version.json
curl --silent --unix-socket "${socket#unix://}" 'http://localhost/containers/json?all=true' > containers.json
