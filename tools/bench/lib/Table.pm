# Table.pm - prints figures side by side, with the goals.
package Table;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(table middle number);

sub middle {
    my @sorted = sort { $a <=> $b } @_;
    return $sorted[@sorted / 2];
}

# --- numbers, in seven columns ------------------------------------------------

sub number {
    my ($n) = @_;
    return sprintf('%.1fG', $n / 1e9) if $n >= 1e9;
    return sprintf($n < 1e8 ? '%.2fM' : '%.1fM', $n / 1e6) if $n >= 1e6;
    my $text = sprintf('%.0f', $n);
    1 while $text =~ s/^(\d+)(\d{3})/$1,$2/;
    return $text;
}

sub three_digits {
    my ($n) = @_;
    return sprintf($n < 10 ? '%.2f' : $n < 100 ? '%.1f' : '%.0f', $n);
}

sub duration {
    my ($ns) = @_;
    return three_digits($ns) . 'ns' if $ns < 1000;
    return three_digits($ns / 1e3) . 'us' if $ns < 1e6;
    return three_digits($ns / 1e6) . 'ms';
}

sub per_second {
    my ($n) = @_;
    return three_digits($n / 1e6) . 'M/s' if $n >= 1e6;
    return three_digits($n / 1e3) . 'k/s';
}

# How a row shows its figures; `ns` tells how long a tick is, 0 for
# instructions.
sub shown {
    my ($row, $value, $ns) = @_;
    return '-' if !defined $value;
    return three_digits($value) if $row->{unit} eq 'ms';
    return number($value) if !$ns || $row->{unit} !~ /time|rate/;
    return duration($value * $ns) if $row->{unit} eq 'time';
    return per_second(1e9 / ($value * $ns));
}

# --- goals --------------------------------------------------------------------

# What a row's goal is in this table: text, and whether it is met.
sub goal {
    my ($row, $t) = @_;
    my $goals = $row->{goals};
    my $ours = $t->{ours}{$row->{key}} && middle(@{ $t->{ours}{$row->{key}} });
    my $ratio = ratio($row, $t);
    my @at_most = ([ $ours, $goals->{count} ], [ $ours, $goals->{ms} ]);
    push(@at_most, [ $ours, $goals->{instructions} ], [ $ours, flat($row, $t) ])
        if !$t->{ns};
    for (@at_most) {
        my ($value, $most) = @$_;
        return ('<= ' . number($most), defined $value && $value <= $most)
            if defined $most;
    }
    my $wanted = $goals->{ratio} // ($t->{ns} ? $goals->{time} : undef);
    return ('') if !defined $wanted || !defined $ratio;
    my $text = $wanted < 0.1 ? '1/' . 1 / $wanted : $wanted;
    my $rate = $row->{unit} eq 'rate';
    return (($rate ? '>= ' : '<= ') . "${text}x",
        defined $ratio && ($rate ? $ratio >= $wanted : $ratio <= $wanted));
}

sub flat {
    my ($row, $t) = @_;
    my ($key, $factor) = @{ $row->{goals}{flat} // return undef };
    return $t->{ours}{$key} && $factor * middle(@{ $t->{ours}{$key} });
}

# Ours by theirs, of what is shown: a rate counts upside down, since a tick
# more is a message less.
sub ratio {
    my ($row, $t) = @_;
    my ($ours, $theirs) = map { $_->{ $row->{key} } } @$t{qw(ours theirs)};
    return undef if !$ours || !$theirs || !middle(@$theirs);
    my $ratio = middle(@$ours) / middle(@$theirs);
    return $row->{unit} eq 'rate' && $t->{ns} ? 1 / $ratio : $ratio;
}

# --- the table ----------------------------------------------------------------

# Why a figure is missing, in a footnote, the same number for the same words.
# No words where nothing was to be measured.
sub footnote {
    my ($t, $system, $row) = @_;
    return '-' if $row->{unit} eq 'ms' || $system eq 'theirs' && !$t->{linux};
    my $why = $t->{reasons}{$system}{ $row->{key} }
        // 'the program failed before this';
    my $name = $system eq 'ours' ? 'Commons' : 'Linux';
    my $notes = $t->{notes};
    my ($at) = grep { $notes->[$_] eq "$name: $why" } 0 .. $#$notes;
    push(@$notes, "$name: $why"), $at = $#$notes if !defined $at;
    return '-[' . ($at + 1) . ']';
}

# Least, median and most: the smaller figure first, also if it is a rate.
sub columns {
    my ($row, $t, $system) = @_;
    my $values = $t->{$system}{ $row->{key} };
    return ('', footnote($t, $system, $row), '') if !$values;
    my @sorted = sort { $a <=> $b } @$values;
    @sorted = reverse @sorted if $row->{unit} eq 'rate' && $t->{ns};
    return map { shown($row, $_, $t->{ns}) }
        ($sorted[0], middle(@sorted), $sorted[-1]);
}

sub line {
    my ($row, $t) = @_;
    my ($goal, $met) = goal($row, $t);
    my $ratio = ratio($row, $t);
    my $measured = $t->{ours}{ $row->{key} };
    my $text = sprintf('%-29s%8s%8s%8s %8s%8s%8s%8s  %s', "  $row->{label}",
        columns($row, $t, 'ours'), columns($row, $t, 'theirs'),
        defined $ratio ? sprintf('%.3g', $ratio) : '', $goal);
    $text .= $met ? ' met' : ' no' if $goal && $measured;
    $text =~ s/ +$//;
    return "$text\n";
}

sub has_figures {
    my ($row, $t) = @_;
    return grep { exists $t->{$_}{ $row->{key} } ||
        exists $t->{reasons}{$_}{ $row->{key} } } qw(ours theirs);
}

sub header {
    my ($t) = @_;
    my $what = $t->{ns} ? 'time' : 'instructions';
    my $runs = $t->{runs} == 1 ? '1 run' : "$t->{runs} runs";
    return sprintf("%-29s%24s %24s%8s  %s\n", "$what, $runs", 'Commons',
        $t->{linux} ? 'Linux' : '(no Linux)', 'ratio', 'goal') .
        sprintf("%-29s%8s%8s%8s %8s%8s%8s\n", '',
        ('least', 'median', 'most') x 2);
}

# The lines of a table of `rows`. `t` holds: ours, theirs: lists of values by
# key; reasons: for each of the two, words by key; linux: is there one; ns:
# nanoseconds in a tick, 0 if ticks are instructions; runs.
sub table {
    my ($t, @rows) = @_;
    my ($heading, @lines) = ('');
    $t->{notes} = [];
    push(@lines, header($t));
    for my $row (@rows) {
        if ($row->{heading}) {
            $heading = "\n$row->{heading}\n";
        } elsif (has_figures($row, $t)) {
            push(@lines, $heading, line($row, $t));
            $heading = '';
        }
    }
    my $n = 0;
    push(@lines, "\n", map { "[" . ++$n . "] $_\n" } @{ $t->{notes} })
        if @{ $t->{notes} };
    return @lines;
}

1;
