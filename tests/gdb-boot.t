#!/usr/bin/env bash
# gdb's tour of the boot: the stations of both roads, and what changes at each.
. tests/lib.sh

# tour STATIONS OPTION...: what the tour says of so many stations.
tour() {
    for ((i = 0; i < $1; i++)); do
        echo boot-tour
    done >"$work/script"
    echo backtrace >>"$work/script"
    timeout 60 tools/debug --batch "$work/script" --run true "${@:2}" \
        </dev/null >"$work/answer" 2>&1
    sed -n 's/^--- //p;s/^\(changed: .*\)/  \1/p' "$work/answer" |
        sed 's/0x[0-9a-f]\{5,\}/P/g' >"$work/out"
}

# is NAME: what it says is standard input.
is() {
    diff "$work/out" - >"$work/diff"
    ok $? "$1"
    sed 's/^/# /' "$work/diff"
}

kernel='pae_enabled: page-table entries have 64 bits
  changed: CR4 +PAE; CR3 0x0 -> P
long_mode_enabled: long mode is wanted
  changed: EFER +LME
paging_enabled: addresses are translated
  changed: CR0 +PG; EFER +LMA
long_mode_start: 64-bit code
'
later='kernel_main: C, in the higher half
  changed: RIP in the lower half -> in the higher half
trap_init: cpu_init() has made the processor the kernel'"'"'s
  changed: CR0 +MP +NE +WP; CR4 +OSFXSR +OSXMMEXCPT +PGE +SMAP +SMEP +UMIP; EFER +NXE +SCE; CS 0x18 -> 0x8; GS_BASE 0x0 -> P
pic_init: the kernel runs on page tables of its own
  changed: CR3 P -> P
iret: the first program begins
  changed: CR3 P -> P; GS_BASE P -> 0x0
'
tour 12 --road bios
is 'from our own boot sector on' < <(
    cat <<'G'
boot_start: the boot sector, loaded by the BIOS
  changed: CR0 -CD -NW; CS 0xf000 -> 0x0
real_mode_start: the loader: all that needs the BIOS
  changed: nothing
protected_mode_start: 32-bit code with segments of 4 GiB
  changed: CR0 +PE; CS 0x0 -> 0x8; CODE 16 bits -> 32 bits
multiboot2_start: the kernel's one entry
  changed: nothing
G
    echo "$kernel  changed: CS 0x8 -> 0x18; CODE 32 bits -> 64 bits"
    echo -n "$later"
)
[[ $(grep -c 'Python Exception' "$work/answer") == 0 &&
    $(grep '^#' "$work/answer" | tail -n 2) == '#0  iret () '*$'\n#1  0x0000000000'* ]]
ok $? 'the last station returns to the first program'

# GRUB's code segment may be another.
tour 9 --road grub --cpus 2
is 'from GRUB on, with two processors' < <(
    cat <<'G'
multiboot2_start: the kernel's one entry
  changed: CR0 +PE -CD -NW; CS 0xf000 -> 0x10; CODE 16 bits -> 32 bits
G
    echo "$kernel  changed: CS 0x10 -> 0x18; CODE 32 bits -> 64 bits"
    echo -n "$later"
)

# The first entries that the kernel writes.
printf '%s\n' 'pt writes 3' 'pt walk &kernel_main 0' 'help commons' 'help pt writes' >"$work/script"
timeout 60 tools/debug --batch "$work/script" --run true </dev/null >"$work/out" 2>&1
[[ $(grep -oE '^P[A-Z0-9]+E +of 0xffffffff80[0-9a-f]+ at 0x[0-9a-f]+: 0x0 -> 0x[0-9a-f]+ P W by the kernel for itself' \
    "$work/out" | cut -c1-5 | xargs) == 'PML4E PDPTE PDE' ]]
ok $? 'pt writes shows the first tables come'
says '^PDPTE \[510\] .*: table, P W' 'in tables that no processor uses yet'
says '^  pt writes \[COUNT\] +Go on, and show each write' 'each command is in the list'
says '^pt writes \[COUNT\]: Go on, and show each write' 'and has a help of its own'
finish
