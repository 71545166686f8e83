printf 'date: today\nboat: Mayfly\ncrew: 1\n' > logbook.txt
