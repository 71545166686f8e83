docker build --tag stars:1 .
docker create --name stars stars:1
