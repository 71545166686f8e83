docker rm -f -v tidy-try-1 tidy-try-2
docker rmi tidy-tryout:1
