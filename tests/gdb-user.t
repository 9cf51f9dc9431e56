#!/usr/bin/env bash
# gdb in user programs: breakpoints of one program, its symbols, and the way
# into the kernel and back.
. tests/lib.sh

# Two programs that lie at the same addresses, with a function each.
mkdir "$work/root"
cat >"$work/one.c" <<'C'
#include <signal.h>
#include <sys/shm.h>
#include <unistd.h>

static volatile int caught;
static volatile char page[8192];

static void on_signal(int number)
{
    caught = number;
}

__attribute__((noinline)) void here(int n)
{
    __asm__ volatile("" : : "r"(n) : "memory");
}

int main(void)
{
    signal(SIGUSR1, on_signal);
    here(1);
    int id = shmget(IPC_PRIVATE, 4096, 0600);
    char *at = shmat(id, (void *)0x200000000000, 0);
    here(2);
    page[4096] = at != 0;
    kill(getpid(), SIGUSR1);
    shmctl(id, IPC_RMID, 0);
    execl("/two", "two", NULL);
    return 1;
}
C
# The other has names of the kernel's, too.
cat >"$work/two.c" <<'C'
struct process { char thread, space, all; } processes[2];
struct space { char pt; } *kernel_pt;
struct object { char pt; } *frames;
struct inode { char entries; } *root;
struct entry { char link; } *caches;
struct segment { char perm; } shm_ids;
struct cpu { char current; } cpus[2];
struct trap_frame { char vector; } syscall_table[400];

__attribute__((noinline)) void there(int n)
{
    __asm__ volatile("" : : "r"(n) : "memory");
}

int main(int argc, char **argv)
{
    (void)argv;
    there(argc + processes[0].all + (kernel_pt || frames || root || caches) +
          shm_ids.perm + cpus[0].current + syscall_table[0].vector);
    return 7;
}
C
for name in one two; do
    tools/cc -g -O1 -o "$work/root/$name" "$work/$name.c"
done

# debug COMMANDS OPTION...: what gdb answers to them.
debug() {
    echo "$1" >"$work/script"
    timeout 60 tools/debug --batch "$work/script" --add "$work/root" \
        --run "${@:2}" </dev/null >"$work/out" 2>&1
    status=$?
}

# On the second processor others make system calls all the time.
background=''
for cpus in 1 2; do
    debug "$(cat <<'G'
user-break one here
user-break two there
continue
info symbol here
into-kernel
back-to-user
into-kernel
step
finish
back-to-user
continue
into-kernel
back-to-user
into-kernel
back-to-user
into-kernel
back-to-user
into-kernel
back-to-user
into-kernel
back-to-user
into-kernel
back-to-user
into-kernel
back-to-user
info symbol _start
continue
info symbol there
continue
G
)" "$background /one" --cpus $cpus
    background='while /bin/true; do /bin/true; done &'
    sed -nE '/^\[|^(#|[0-9]+\t)/d;s/^Thread [0-9]* hit //;s/^process [0-9]+/process/;s/(0x0000.* in )?(\w+) \(.*\) at .*/\2/p;/^process/p;s,^(.*) in section .text of .*/(\w*)$,\1 of \2,p' \
        "$work/out" >"$work/steps"
    diff "$work/steps" - >"$work/diff" <<'G'
Breakpoint 1, here
here of one
process (one): system call shmget
process (one)
__syscall6
process (one): system call shmat
shm_attach
syscall_exit
process (one)
__syscall6
Breakpoint 1, here
process (one): page fault
process (one)
main
process (one): system call getpid
process (one)
getpid
process (one): system call kill
process (one)
on_signal
process (one): system call rt_sigreturn
process (one)
__syscall6
process (one): system call shmctl
process (one)
__syscall6
process (one): system call execve
process (two)
_start
process (two): page fault
process (two)
_start
_start of two
Breakpoint 2, there
there of two
G
    ok $? "into the kernel and back, CPUS=$cpus"
    sed 's/^/# /' "$work/diff"
    [[ $status == 7 ]]
    ok $? 'to the end'
done

# Both programs come by the same address; step and next stay in the program.
debug "$(cat <<'G'
user-break two there
continue
bt
finish
user-break one *main
continue
next
next
next
next
next
info breakpoints
G
)" '/two; /one'
says '^Breakpoint 1, there ' 'a breakpoint of one program'
says '^#1 .* in main \(argc=.*two.c:' 'with its symbols'
[[ $(grep -c '^Breakpoint [12], ' "$work/out") == 2 ]]
ok $? 'stops no other'
says '^[0-9]+	    char \*at = shmat' 'next steps over a system call'
says '^[0-9]+	    here\(2\)' 'and another'

# next from where the instruction is.
debug "$(printf '%s\n' 'user-break one shmat' continue next backtrace)" /one
says '^#0  main \(\) at .*one.c:2[0-9]$' 'next leads out of it'
! grep -q syscall_entry "$work/out"
ok $? 'and not into the kernel'

debug "$(cat <<'G'
user-break two there
continue
ps
shm
locks
frames
regions
pt map
pt who $cr3
into-kernel
G
)" '/two'
says '^ +[0-9]+ +[0-9]+ +[0-9]+ running +0x[0-9a-f]+ +two +its own code$' \
    "a program's own names don't hide the kernel's"
says '^process [0-9]+ \(two\): system call exit_group$' 'anywhere'
[[ $status == 0 ]] && ! grep -q 'Python Exception' "$work/out"
ok $? 'and all commands work'

debug "$(printf '%s\n' 'user-break one here' continue continue 'tbreak process_exec' continue shm)" /one
says '^segment 0 .*: 4096 bytes, mode 0600 removed, 1 attached' 'a segment that is removed, but attached'

# Who has no symbols has none: the last program's would be wrong.
cp "$work/root/two" "$work/root/three"
rm -f "$work/root/two"
debug "$(cat <<'G'
user-break three there
continue
tbreak sys_nanosleep
continue
info symbol 0x401080
G
)" '/three; sleep 0.1'
says '^Breakpoint 1, there ' 'a copy under another name'
says ' of .*/sleep$' "then sleep's symbols"
! grep -q 'Python Exception\|Traceback' "$work/out"
ok $? 'without a traceback'

mkdir "$work/root/bin"
mv "$work/root/three" "$work/root/bin/true"
debug "$(printf '%s\n' 'user-break true there' continue)" true
says '^Breakpoint 1, there ' 'what was added lies over what was built'
finish
