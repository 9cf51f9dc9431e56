# Curves.pm - writes how cost grows to docs/bench/, as text that `draw` makes
# pictures of.
package Curves;
use strict;
use warnings;
use Exporter 'import';
use FindBin;
use Table qw(middle);
our @EXPORT_OK = qw(draw_curves);

my $place = 'docs/bench';

my @curves = (
    {
        name => 'size', group => 'nth', axes => 'log log',
        points => [qw(4K 64K 1M 16M 64M 1G)],
        title => 'Attach a segment that others use, write to each page, detach',
        x => 'size of the segment in bytes', y => 'instructions',
    },
    {
        name => 'segments', group => 'shmget', axes => 'log linear',
        points => [qw(1 10 100 1000 4000)],
        title => 'Find a segment by its key (shmget)',
        x => 'segments there are', y => 'instructions',
    },
    {
        name => 'attachers', group => 'tables', axes => 'linear linear',
        points => [1 .. 8],
        title => 'Page tables of processes that share one gibibyte',
        x => 'attachers after the first', y => 'KiB',
    },
);

sub value {
    my ($t, $system, $key) = @_;
    my $values = $t->{$system}{$key};
    return $values ? sprintf('%.0f', middle(@$values)) : '-';
}

sub draw_curves {
    my ($t) = @_;
    for my $c (@curves) {
        open(my $out, '>', "$place/$c->{name}.txt") or die "bench: $!\n";
        print $out map("$_: $c->{$_}\n", qw(title x y axes));
        print $out "series: Commons, Linux\n";
        for my $point (@{ $c->{points} }) {
            my $key = "$c->{group}.$point";
            printf $out "%s %s %s\n", $point,
                map { value($t, $_, $key) } qw(ours theirs);
        }
        close($out);
        system("$FindBin::Bin/draw", "$place/$c->{name}.txt",
            "$place/$c->{name}.svg") == 0 or die "bench: no picture\n";
    }
}

1;
