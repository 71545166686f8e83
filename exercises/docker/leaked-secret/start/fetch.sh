# Fetches the parcel that the token in the file $1 is for.
echo "parcel for $(sha256sum < "$1" | cut -c 1-12)"
