#!/bin/sh
# Prints the longest word of its arguments.
if [ "$1" = --help ]; then
  echo 'usage: longest WORD...'
  exit
fi
longest=
for word; do
  [ "${#word}" -gt "${#longest}" ] && longest=$word
done
echo "$longest"
