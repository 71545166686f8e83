printf '%s\n' '*.key' '**/*.raw' private 'scans/*' '!scans/cover.svg' > .dockerignore
docker build --tag gallery:1 .
docker create --name look gallery:1
