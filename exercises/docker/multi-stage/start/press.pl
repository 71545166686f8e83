# Sets a newspaper: one article for each file, the first line is its headline.
use strict;
use warnings;
print "<!doctype html><meta charset=\"utf-8\"><title>The Quay</title>\n";
for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!";
    my ($headline, @lines) = <$in>;
    chomp $headline;
    print "<h2>$headline</h2>\n<p>@lines</p>\n";
}
