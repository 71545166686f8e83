docker rm -f tidy-try-1 tidy-try-2
docker volume rm tidy-scratch
