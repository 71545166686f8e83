#!/bin/sh
# Reads departures on standard input, writes a page.
echo '<!doctype html><meta charset="utf-8"><title>Ferry</title><h1>Departures</h1><ul>'
while read -r time bank; do
  echo "<li>$time $bank</li>"
done
echo '</ul>'
