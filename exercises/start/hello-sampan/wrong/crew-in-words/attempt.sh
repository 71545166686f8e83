printf 'date: today\nboat: Mayfly\ncrew: just me\n' > logbook.txt
