docker stop --time 0 tidy-try-1
docker rm $(docker ps --all --quiet --filter name=tidy-try)
docker rmi tidy-tryout:1
docker volume rm tidy-scratch
