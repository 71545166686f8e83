docker rm -f $(docker ps -q --filter name=tidy-try)
docker rmi tidy-tryout:1
docker volume rm tidy-scratch
