#!/usr/bin/env bash
# Whatever is wrong, gdb's commands of our own say it in one sentence.
. tests/lib.sh

# attempt: a script of gdb that runs the commands of its input, on past errors.
attempt() {
    cat <<'G'
python
def attempt(command):
    print(f"> {command}", flush=True)
    try:
        gdb.execute(command)
    except gdb.error as error:
        print(error, flush=True)
end
G
    echo 'echo BEGIN\n'
    while read -r command; do
        printf 'python attempt("%s")\n' "$command"
    done
}

# answers NAME: these commands, with these answers, are standard input.
answers() {
    cat >"$work/expected"
    sed '0,/^BEGIN/d;/^\[/d;s/\(ends at\) 0x[0-9a-f]*/\1 LIMIT/' "$work/out" >"$work/got"
    diff "$work/got" "$work/expected" >"$work/diff"
    ok $? "$1"
    sed 's/^/# /' "$work/diff"
    ! grep -q 'Traceback\|Python Exception\|Error occurred' "$work/out"
    ok $? 'and never with a traceback'
}

# machine OPTION...: the script, in a session with one.
machine() {
    timeout 60 tools/debug --batch "$work/script" "$@" </dev/null >"$work/out" 2>&1
}

mkdir "$work/root"
cat >"$work/zombie.c" <<'C'
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    if (fork() == 0)
        _exit(0);
    for (int i = 0; i < 8; i++)
        sched_yield();
    wait(0);
    return 0;
}
C
tools/cc -g -O1 -o "$work/root/zombie" "$work/zombie.c"

attempt >"$work/script" <<'G'
mode
ps
pt walk 0x1000
into-kernel
G
gdb -nx -batch -x tools/gdb/commons.py -x "$work/script" </dev/null >"$work/out" 2>&1
answers 'without a machine' <<'G'
> mode
There is no machine: it has ended, or was never started (tools/debug starts one).
> ps
There is no machine: it has ended, or was never started (tools/debug starts one).
> pt walk 0x1000
There is no machine: it has ended, or was never started (tools/debug starts one).
> into-kernel
There is no machine: it has ended, or was never started (tools/debug starts one).
G

attempt >"$work/script" <<'G'
pt walk 0x1000
pt map
pt walk 0x1000 1
pt map 1
pt diff 1 2
pt who 0x101000
pt watch 0x1000 1
ps
shm
frames
locks
regions
into-kernel
back-to-user
G
machine --run true
answers 'before paging' <<'G'
> pt walk 0x1000
Paging is off: there are no tables in use yet.
> pt map
Paging is off: there are no tables in use yet.
> pt walk 0x1000 1
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> pt map 1
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> pt diff 1 2
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> pt who 0x101000
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> pt watch 0x1000 1
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> ps
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> shm
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> frames
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> locks
The kernel can't be asked: this processor has paging off, and its data lie in the higher half.
> regions
No process runs on this processor: name one by its pid (`ps` lists them).
> into-kernel
This is no user program: `back-to-user` leads from the kernel to one.
> back-to-user
The kernel works for no process here.
G

attempt >"$work/script" <<'G'
tbreak *long_mode_start
continue
ps
regions 1
shm
pt who 0x101000
G
sed -i "/BEGIN/d;/python attempt(.ps/i echo BEGIN\\\\n" "$work/script"
machine --run true
answers 'with paging, but before the kernel runs' <<'G'
> ps
  pid parent cpu state     tables      name            doing
> regions 1
There is no process 1: `ps` lists them all.
> shm
there are no segments
> pt who 0x101000
The kernel has no records of its frames yet.
G

attempt >"$work/late" <<'G'
pt walk
pt walk nonsense
pt walk 0x800000000000
pt walk 0 99
pt walk 0 init
pt walk 0 -1
pt walk 0 4
pt walk 0 1 2
pt map 99
pt map 0x1
pt map 4
pt diff 1
pt diff 1 99
pt diff 1 1.5
pt who
pt who nonsense
pt who 0x8000000
pt watch
pt watch 0x800000000000
pt watch 0x1000 99
pt writes 0
pt writes many
regions 99
ps 1
shm 1
frames all
locks 1
mode real
boot-tour
program
program nothing
user-break sh
user-break nothing main
user-break zombie nothing
user-break zombie main me
back-to-user
into-kernel now
kill
pt walk 0x1000
G
{
    printf '%s\n' 'user-break zombie wait' continue
    cat "$work/late"
} >"$work/script"
machine --add "$work/root" --run /zombie
answers 'in a user program' <<'G'
> pt walk
Usage: pt walk ADDRESS [PID]
> pt walk nonsense
nonsense is not an address: No symbol "nonsense" in current context.
> pt walk 0x800000000000
0x800000000000 is not canonical: bits 63 to 47 of an address must be equal.
> pt walk 0 99
There is no process 99: `ps` lists them all.
> pt walk 0 init
init is not a pid (`ps` lists them).
> pt walk 0 -1
-1 is not a pid (`ps` lists them).
> pt walk 0 4
Process 4 (zombie) has ended: its memory is gone, only its status waits for the parent.
> pt walk 0 1 2
Usage: pt walk ADDRESS [PID]
> pt map 99
There is no process 99: `ps` lists them all.
> pt map 0x1
0x1 is not a pid (`ps` lists them).
> pt map 4
Process 4 (zombie) has ended: its memory is gone, only its status waits for the parent.
> pt diff 1
Usage: pt diff PID OTHER-PID
> pt diff 1 99
There is no process 99: `ps` lists them all.
> pt diff 1 1.5
1.5 is not a pid (`ps` lists them).
> pt who
Usage: pt who ADDRESS
> pt who nonsense
nonsense is not a physical address: No symbol "nonsense" in current context.
> pt who 0x8000000
0x8000000 is beyond this machine's memory, which ends at LIMIT.
> pt watch
Usage: pt watch ADDRESS [PID]
> pt watch 0x800000000000
0x800000000000 is not canonical: bits 63 to 47 of an address must be equal.
> pt watch 0x1000 99
There is no process 99: `ps` lists them all.
> pt writes 0
0 is not a count of 1 or more.
> pt writes many
many is not a count of 1 or more.
> regions 99
There is no process 99: `ps` lists them all.
> ps 1
Usage: ps
> shm 1
Usage: shm
> frames all
Usage: frames
> locks 1
Usage: locks
> mode real
Usage: mode
> boot-tour
The boot is over: start anew with `make debug` for another tour.
> program
Usage: program NAME
> program nothing
There is no program nothing with symbols here; give its path in the guest, like /bin/sh.
> user-break sh
Usage: user-break PROGRAM LOCATION [PID]
> user-break nothing main
There is no program nothing with symbols here; give its path in the guest, like /bin/sh.
> user-break zombie nothing
Function "nothing" not defined.
> user-break zombie main me
me is not a pid (`ps` lists them).
> back-to-user
This is user code already.
> into-kernel now
Usage: into-kernel
> kill
> pt walk 0x1000
There is no machine: it has ended, or was never started (tools/debug starts one).
G

printf '%s\n' 'user-break zombie wait' continue ps >"$work/script"
machine --add "$work/root" --run /zombie
says '^ +4 +3 +[0-9]+ zombie +- +zombie$' 'ps tells the dead from the living'

# Symbols of another build than the one that runs: its build ID differs.
cp build/kernel.elf "$work/other.elf"
at=$(readelf -WS build/kernel.elf | sed -n 's/.* \.note\.gnu\.build-id  *NOTE  *[0-9a-f]* \([0-9a-f]*\) .*/\1/p')
printf '\xcc\xcc\xcc\xcc' | dd of="$work/other.elf" bs=1 seek=$((16#$at + 16)) conv=notrunc status=none
attempt >"$work/late" <<'G'
ps
pt walk 0 1
G
{
    printf '%s\n' 'tbreak sys_nanosleep' continue "file $work/other.elf"
    cat "$work/late"
} >"$work/script"
machine --run 'sleep 0.1'
answers 'with the symbols of another build' <<'G'
> ps
The kernel whose symbols gdb has is not in this machine's memory: it does not run yet, or another build of it does.
> pt walk 0 1
The kernel whose symbols gdb has is not in this machine's memory: it does not run yet, or another build of it does.
G

# A machine without a kernel, and a gdb without symbols.
attempt >"$work/script" <<'G'
ps
pt walk 0x1000
boot-tour
G
timeout 60 gdb -nx -batch -x tools/gdb/commons.py -iex 'set remotetimeout 60' \
    -ex 'target remote | exec qemu-system-x86_64 -nodefaults -display none -S -gdb stdio' \
    -x "$work/script" -ex 'echo [END]\n' -ex kill </dev/null >"$work/out" 2>&1
sed -i '/^\[END/,$d' "$work/out"
answers 'without any symbols' <<'G'
> ps
There are no symbols of the kernel (No symbol table is loaded.  Use the "file" command.): start gdb by tools/debug.
> pt walk 0x1000
Paging is off: there are no tables in use yet.
> boot-tour
There are no symbols of the kernel: start gdb by tools/debug.
G
finish
