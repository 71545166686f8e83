sed -i 's/we are closed/we are open/' site/index.html
docker run --detach --name preview --volume ./site:/www:ro busybox:1.37 sleep 300
