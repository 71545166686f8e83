printf '%s\n' '**/*.key' '**/*.raw' 'scans/*.tif' > .dockerignore
docker build --tag gallery:1 .
docker create --name look gallery:1
