docker stop --time 0 $(docker ps -q --filter name=tidy-)
docker rm tidy-try-1 tidy-try-2
docker rmi tidy-tryout:1
docker volume rm tidy-scratch
