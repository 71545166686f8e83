docker run --detach --name preview --volume ./site:/www:ro busybox:1.37 sleep 300
echo '<p>No, we are open!</p>' >> site/index.html
