# The first try left a container `new-shop` behind, so the second one got another name.
docker run --detach --name new-shop --publish 127.0.0.1:8086:80 --volume ./new:/www:ro busybox:1.37 httpd -f -p 80 -h /www || true
docker rm --force old-shop
docker run --detach --name old-shop --publish 127.0.0.1:8087:80 --volume ./old:/www:ro busybox:1.37 httpd -f -p 80 -h /www
docker run --detach --name new-shop-2 --publish 127.0.0.1:8086:80 --volume ./new:/www:ro busybox:1.37 httpd -f -p 80 -h /www
