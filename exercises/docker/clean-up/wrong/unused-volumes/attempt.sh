docker rm -f tidy-try-1 tidy-try-2
docker rmi tidy-tryout:1
docker volume rm $(docker volume ls -q --filter dangling=true --filter name=tidy-)
