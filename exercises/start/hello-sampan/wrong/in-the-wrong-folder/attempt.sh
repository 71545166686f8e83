# The terminal stood elsewhere, so a new file was made there.
mkdir -p ship
printf 'date: today\nboat: Mayfly\ncrew: 2\n' > ship/logbook.txt
