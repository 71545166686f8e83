docker run --detach --name preview --mount type=bind,source=./site,target=/www,readonly busybox:1.37 httpd -f -p 80 -h /www
sed -i.bak 's/we are closed/we are open/' site/index.html
