#!/usr/bin/env bash
# Each station of the boot, with its control registers read by gdb.
. tests/lib.sh
cat >"$work/script" <<'G'
define station
  tbreak *$arg0
  continue
  printf "AT $arg0 CR0.PE=%d CR4.PAE=%d EFER.LME=%d EFER.LMA=%d CR0.PG=%d CS=%#x\n", (unsigned long)$cr0 & 1, ((unsigned long)$cr4 >> 5) & 1, ((unsigned long)$efer >> 8) & 1, ((unsigned long)$efer >> 10) & 1, ((unsigned long)$cr0 >> 31) & 1, (unsigned)$cs
end
backtrace
station boot_start
station real_mode_start
station protected_mode_start
station multiboot2_start
station pae_enabled
station long_mode_enabled
station paging_enabled
station long_mode_start
station kernel_main
backtrace
G
timeout 60 tools/debug --batch "$work/script" --run true </dev/null >"$work/out" 2>&1
says 'AT boot_start CR0.PE=0 .*PG=0' 'the boot sector begins in real mode'
says 'AT real_mode_start CR0.PE=0 .*PG=0' 'so does the loader'
says 'AT protected_mode_start CR0.PE=1 CR4.PAE=0 EFER.LME=0' 'CR0.PE: protected mode'
says 'AT multiboot2_start CR0.PE=1 CR4.PAE=0 EFER.LME=0 .*CR0.PG=0' 'the kernel is entered in protected mode, without paging'
says 'AT pae_enabled CR0.PE=1 CR4.PAE=1 EFER.LME=0' 'CR4.PAE comes first'
says 'AT long_mode_enabled .*CR4.PAE=1 EFER.LME=1 EFER.LMA=0 CR0.PG=0' 'then EFER.LME, not yet active'
says 'AT paging_enabled .*EFER.LMA=1 CR0.PG=1' 'CR0.PG turns paging and long mode on'
says 'AT long_mode_start .*CS=0x18' 'a far jump loads a 64-bit CS'
says 'AT kernel_main .*CR0.PG=1' 'and C begins'

sed -n '/AT kernel_main/,$p' "$work/out" | grep '^#' >"$work/frames"
[[ $(tail -n 1 "$work/frames") == '#1 '*' in higher_half '* ]]
ok $? 'a backtrace ends where the stack began'

[[ $(grep -c '^#0' "$work/out") == 3 ]] && ! grep -q 'Python Exception' "$work/out"
ok $? 'and in 16-bit code, of which gdb knows nothing, at once'

mkdir "$work/root"
cat >"$work/faults.c" <<'C'
static char pages[100000];
int main(void)
{
    pages[50000] = 1;
    pages[90000] = pages[50000];
    return 0;
}
C
tools/cc -g -O0 -o "$work/root/faults" "$work/faults.c"
cat >"$work/script" <<G
user-break faults *main
continue
step
step
step
tbreak trap_dispatch
tbreak sys_nanosleep
continue
backtrace
G
timeout 60 tools/debug --batch "$work/script" --add "$work/root" \
    --run '/faults; sleep 0.1' </dev/null >"$work/out" 2>&1
says '^5' 'step steps over a page fault'
says '^6' 'and another'
says '^#[1-9].* in (trap_common|syscall_entry) ' 'a backtrace names the entry'
! grep -q 'corrupt stack' "$work/out"
ok $? 'and goes no further than it knows'
finish
