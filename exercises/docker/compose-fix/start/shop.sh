# Asks the till once, at the start, and shows the answer. Leave this file as it is.
mkdir -p /www
wget -q -O /www/index.html "http://$TILL/total.txt" || { echo "no answer from the till at $TILL" >&2; exit 1; }
exec httpd -f -p 80 -h /www
