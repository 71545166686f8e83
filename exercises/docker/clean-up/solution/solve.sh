docker rm --force tidy-try-1 tidy-try-2
docker image rm tidy-tryout:1
docker volume rm tidy-scratch
