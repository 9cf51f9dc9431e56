# Rows.pm - what is measured, in the order of the table, and what we want.
#
# Each row: the key under which the guest program reports it, a label, a unit
# and goals. Units: `time`, ticks that become time or instructions; `rate`,
# ticks that become a number a second; `count`, `KiB`, `ms`.
#
# Goals: `instructions` and `ms` are of Commons; `ratio` is Commons's figure by
# Linux's; `time` is that ratio, but only of measured time; `flat` names a row
# and by how much the instructions may exceed it.
package Rows;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(@rows);

sub heading { return { heading => shift } }

sub figure {
    my ($key, $label, $unit, %goals) = @_;
    return { key => $key, label => $label, unit => $unit, goals => \%goals };
}

our @rows = (
    heading('Calls'),
    figure('null', 'null call (getppid)', 'time', instructions => 100),
    figure('create', 'create and remove', 'time', instructions => 1500),
    figure('shmget.1', 'shmget by key, of 1 segment', 'time',
        instructions => 220),
    figure('shmget.100', '... of 100', 'time', instructions => 220),
    figure('shmget.4000', '... of 4,000', 'time', flat => ['shmget.1', 1.05]),

    heading('Attaching, untouched'),
    figure('attach.4K', 'shmat 4 KiB', 'time', instructions => 800),
    figure('attach.64M', 'shmat 64 MiB', 'time', instructions => 800),
    figure('attach.1G', 'shmat 1 GiB', 'time', instructions => 800),
    figure('detach.4K', 'shmdt 4 KiB', 'time', instructions => 800),
    figure('detach.64M', 'shmdt 64 MiB', 'time', instructions => 800),
    figure('detach.1G', 'shmdt 1 GiB', 'time'),
    figure('touch', 'first touch of a page', 'time', instructions => 1200),

    heading('The n-th attacher: attach, write each page, detach'),
    figure('nth.4K', '4 KiB', 'time'),
    figure('nth.64K', '64 KiB', 'time'),
    figure('nth.1M', '1 MiB', 'time'),
    figure('nth.16M', '16 MiB', 'time'),
    figure('nth.64M', '64 MiB', 'time'),
    figure('nth.1G', '1 GiB', 'time', instructions => 1.4e6, time => 1 / 40),
    figure('nth.faults.4K', 'page faults, 4 KiB', 'count', count => 0),
    figure('nth.faults.64K', 'page faults, 64 KiB', 'count', count => 0),
    figure('nth.faults.1M', 'page faults, 1 MiB', 'count', count => 0),
    figure('nth.faults.16M', 'page faults, 16 MiB', 'count', count => 0),
    figure('nth.faults.64M', 'page faults, 64 MiB', 'count', count => 0),
    figure('nth.faults.1G', 'page faults, 1 GiB', 'count', count => 0),
    figure('tables.each', 'KiB of page tables, 1 GiB', 'KiB', count => 8),

    heading('The same in huge pages (SHM_HUGETLB)'),
    figure('huge.16M', '16 MiB', 'time', ratio => 1),
    figure('huge.64M', '64 MiB', 'time', ratio => 1),
    figure('huge.1G', '1 GiB', 'time', ratio => 1),
    figure('huge.faults.1G', 'page faults, 1 GiB', 'count', count => 0),

    heading('fork, exit, wait'),
    figure('fork.bare', 'bare', 'time', instructions => 20000),
    figure('fork.attached', '... 64 MiB attached', 'time',
        flat => ['fork.bare', 1.03]),
    figure('fork.touch', '... the child writes to it', 'time',
        instructions => 2e5),

    heading('Between two processes on one processor'),
    figure('one.yield', 'word to and fro by yield', 'time',
        instructions => 600),
    figure('one.futex', '... by futex', 'time', instructions => 1800),
    figure('one.pipe', '... by pipe', 'time', instructions => 2500),
    figure('one.message.yield', '1 KiB messages by yield', 'rate',
        time => 4),
    figure('one.message.pipe', '... by pipe', 'rate'),

    heading('Between two processes on two processors'),
    figure('two.spin', 'word to and fro by spinning', 'time'),
    figure('two.futex', '... by futex', 'time', time => 0.5),
    figure('two.pipe', '... by pipe', 'time', time => 0.5),
    figure('two.message.spin', '1 KiB messages by spinning', 'rate',
        time => 0.95),
    figure('two.message.ring', '... by a ring of 64', 'rate', time => 0.95),
    figure('two.message.pipe', '... by pipe', 'rate'),

    heading("From QEMU's start to a user program's first output"),
    figure('boot.bios', 'QEMU and BIOS alone', 'ms'),
    figure('boot.disk', 'from disk; Linux: -kernel', 'ms', ms => 120),
    figure('boot.grub', 'through GRUB', 'ms', ms => 300),
);

1;
