# Fetches the parcel that the token in the file $1 is for.
echo "parcel for $(tr -d '\n' < "$1" | sha256sum | cut -c 1-12)"
