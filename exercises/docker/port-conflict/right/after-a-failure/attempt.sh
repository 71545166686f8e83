# The message first, then the same container started; the old page copied in, not mounted.
docker run --detach --name new-shop --publish 8086:80 --volume ./new:/www busybox:1.37 httpd -f -p 80 -h /www || true
docker stop --timeout 0 old-shop
docker start new-shop
docker rm old-shop
docker create --name old-shop --publish 8087:80 busybox:1.37 httpd -f -p 80 -h /www
docker cp old old-shop:/www
docker start old-shop
