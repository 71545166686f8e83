docker build --tag gallery:old .
docker create --name look gallery:old
printf '%s\n' '**/*.key' '**/*.raw' private 'scans/*' '!scans/cover.svg' > .dockerignore
docker build --tag gallery:1 .
