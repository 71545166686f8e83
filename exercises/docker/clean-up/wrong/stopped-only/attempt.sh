docker stop --time 0 tidy-try-1
docker rmi tidy-tryout:1 || true
docker volume rm tidy-scratch || true
