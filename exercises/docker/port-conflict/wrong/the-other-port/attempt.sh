docker run --detach --name new-shop --publish 127.0.0.1:8087:80 --volume ./new:/www:ro busybox:1.37 httpd -f -p 80 -h /www
