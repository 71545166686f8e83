docker build --tag sign:12 .
docker build --tag sign:dev .
docker run --detach --name north --env RELEASE=12 --env PIER='North pier' sign:12
docker run --detach --name south --env RELEASE=12 --env PIER='South pier' sign:12
docker run --detach --name trial sign:dev
