# What `docker container prune` does, kept to the names of this exercise.
docker stop --time 0 tidy-try-1
docker rm $(docker ps --all --quiet --filter status=exited --filter name=tidy-)
docker rmi tidy-tryout:1
docker volume rm tidy-scratch
