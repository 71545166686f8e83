# The sign on the pier. Leave this file as it is.
echo "$PIER, release $RELEASE" > /tmp/shown
exec sleep 3600
