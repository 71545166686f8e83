# How the guest book was started until today.
docker network create guestbook
docker volume create guestbook-pages
docker run --detach --name guestbook-web --network guestbook --restart unless-stopped \
    --publish 127.0.0.1:8092:80 --volume guestbook-pages:/pages:ro \
    busybox:1.37 httpd -f -p 80 -h /pages
docker run --detach --name guestbook-pen --network guestbook --restart unless-stopped \
    --volume guestbook-pages:/pages --volume ./pen.sh:/pen.sh:ro --env HOUSE='The Anchor' --init \
    busybox:1.37 sh /pen.sh
