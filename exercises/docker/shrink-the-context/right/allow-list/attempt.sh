# Nothing is let in but what is named; the Dockerfile's own ignore file does as well.
printf '%s\n' '*' '!index.html' '!photos/**/*.svg' '!scans/cover.svg' > Dockerfile.dockerignore
docker build -t gallery:1 .
docker run --name look gallery:1 true
