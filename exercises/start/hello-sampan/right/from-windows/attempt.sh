# An editor that ends lines as Windows does, and an answer in words.
printf 'date: 2026-11-26\r\nboat:Wild Goose\r\ncrew: 12\r\n' > logbook.txt
