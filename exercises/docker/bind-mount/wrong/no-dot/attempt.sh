docker run --detach --name preview --volume site:/www:ro busybox:1.37 sleep 300
sed -i 's/we are closed/we are open/' site/index.html
