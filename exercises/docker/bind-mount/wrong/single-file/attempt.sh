# `sed -i` writes a new file and gives it the old name; the mount still shows the old one.
docker run --detach --name preview --mount type=bind,source=./site/index.html,target=/www/index.html,readonly busybox:1.37 sleep 300
sed -i 's/we are closed/we are open/' site/index.html
