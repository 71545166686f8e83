printf 'date: today\nboat: ?\ncrew: 1\n' > logbook.txt
