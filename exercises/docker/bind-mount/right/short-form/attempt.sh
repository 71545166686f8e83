docker run -d --name preview -v "$PWD/site:/www:ro" busybox:1.37 sleep 300
echo '<p>OPEN until late</p>' > site/index.html
