sed -i.bak 's/^boat: .*/boat: Mayfly/; s/^crew: .*/crew: 1/' logbook.txt
grep wet cargo.txt
