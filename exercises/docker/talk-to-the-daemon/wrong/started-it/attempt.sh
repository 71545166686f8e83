socket=$(docker context inspect --format '{{.Endpoints.docker.Host}}')
docker run --name letter busybox:1.37
curl --silent --unix-socket "${socket#unix://}" http://localhost/version > version.json
curl --silent --unix-socket "${socket#unix://}" 'http://localhost/containers/json?all=true' > containers.json
