# Opens the book after a while, then adds a line now and then.
sleep 2
echo "<h1>$HOUSE</h1>" > /pages/index.html
while :; do
  echo "<p>A guest, $(date +%T)" >> /pages/index.html
  sleep 5
done
