# Prints an issue whenever there is none, and goes on for ever.
while :; do
  [ -f today.txt ] || sed 's/$/ !/' paper.txt > today.txt || exit 1
  sleep 1 &
  wait
done
