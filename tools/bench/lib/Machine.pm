# Machine.pm - runs the benchmark program in Commons and in Linux, and measures
# how long they take to boot.
package Machine;
use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use Time::HiRes qw(time);
our @EXPORT_OK = qw(run_guest boot_times stop ticks_per_second);

my $program = 'build/bench/root/bench';
my $limit = 300;                    # seconds for one guest

# QEMU runs rep stosb six times slower than rep stosq, and Linux takes the
# former where the processor says that it is fast.
my $cpu = 'max,-erms,-fsrm';

my $running;                        # the process of the machine that is on

sub start {
    my (@command) = @_;
    $running = open(my $in, '-|', @command)
        or die "bench: $command[0]: $!\n";
    return $in;
}

sub finish {
    my ($in) = @_;
    close($in);
    $running = 0;
    return $?;
}

# End the machine, if one is on.
sub stop {
    kill('TERM', $running) if $running;
}

sub command {
    my ($system, $o, @groups) = @_;
    my @machine = ('--cpu', $cpu, '--cpus', $o->{cpus}, '--memory',
        $o->{memory}, '--append', "hugepages=$o->{huge_pages}", '--timeout',
        $limit);
    push(@machine, '--icount') if $o->{icount};
    return ('tools/bench/linux', @machine, $o->{linux}, $program, @groups)
        if $system eq 'linux';
    return ('tools/run', @machine, '--add', 'build/bench/root', '--run',
        "/bench @groups");
}

# The figures of one run, by key, and the reasons for those that are missing.
sub run_guest {
    my ($system, $o, @groups) = @_;
    my (%figures, %reasons, @rest);
    my $in = start(command($system, $o, @groups));
    while (my $line = <$in>) {
        $line =~ s/\r?\n//;
        if ($line =~ /^row (\S+) (\S+)$/) { $figures{$1} = $2 }
        elsif ($line =~ /^none (\S+) (.+)$/) { $reasons{$1} = $2 }
        else { push(@rest, $line) }
    }
    warn(map("  $_\n", @rest), "bench: this guest failed\n")
        if finish($in) || !%figures && !%reasons;
    return (\%figures, \%reasons);
}

# A tick of a guest is one of this machine's own.
sub ticks_per_second {
    my ($rate) = `$program ticks` =~ /^row ticks_per_second (\S+)/
        or die "bench: the program does not run on this machine\n";
    return $rate;
}

# --- the boot -----------------------------------------------------------------

my $dir = tempdir(CLEANUP => 1);

# The BIOS's own share: a boot sector that ends QEMU at once, by out 0xf4, al
# to isa-debug-exit.
sub write_bios_only {
    open(my $out, '>:raw', "$dir/bios") or die "bench: $!\n";
    print $out pack('C3', 0xe6, 0xf4, 0xf4), "\0" x 507, pack('C2', 0x55, 0xaa),
        "\0" x (1 << 20);
    close($out);
}

sub write_images {
    my @parts = ('-k', 'build/kernel.elf', '-i', 'build/initrd.cpio', '-c',
        'init=/bin/echo user');
    my $bios = 'build/boot/bios';
    write_bios_only();
    system('build/mkimage', '-o', "$dir/disk", '-b', "$bios/boot.bin", '-l',
        "$bios/loader.bin", @parts) == 0 or die "bench: no disk image\n";
    system('tools/mkiso', '-o', "$dir/grub", @parts) == 0
        or die "bench: no GRUB image\n";
}

# Not by tools/run, since the clock starts with QEMU.
sub qemu {
    my ($image) = @_;
    return ('qemu-system-x86_64', '-nodefaults', '-no-reboot', '-machine', 'pc',
        '-accel', 'tcg', '-cpu', $cpu, '-m', '128M', '-vga', 'std', '-display',
        'none', '-serial', 'stdio', '-device',
        'isa-debug-exit,iobase=0xf4,iosize=4', '-drive',
        "file=$dir/$image,format=raw,if=virtio");
}

# Its script first packs a RAM disk, some 20 ms of Linux's two seconds.
sub linux {
    my ($kernel) = @_;
    return ('tools/bench/linux', '--cpu', $cpu, $kernel, $program, 'hello');
}

# Milliseconds until `wanted` is printed, or the program ends.
sub milliseconds {
    my ($wanted, @command) = @_;
    my $start = time;
    my $in = start(@command);
    my ($text, $end) = ('');
    while (sysread($in, my $piece, 4096)) {
        $text .= $piece;
        $end ||= time if $wanted && $text =~ $wanted;
    }
    $end ||= time if !$wanted;
    finish($in);
    warn "bench: a machine did not boot:\n$text" if !$end;
    return $end && 1000 * ($end - $start);
}

# One boot of each: of Commons and the BIOS, and of Linux.
sub boot_times {
    my ($linux) = @_;
    write_images() if !-e "$dir/disk";
    my $user = qr/^user/m;
    my %ours = (
        'boot.bios' => milliseconds(undef, qemu('bios')),
        'boot.disk' => milliseconds($user, qemu('disk')),
        'boot.grub' => milliseconds($user, qemu('grub')),
    );
    my %theirs;
    $theirs{'boot.disk'} = milliseconds($user, linux($linux)) if $linux;
    return (\%ours, \%theirs);
}

1;
