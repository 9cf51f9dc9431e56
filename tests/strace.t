#!/usr/bin/env bash
# strace in the guest: what it says of a program that makes calls of many kinds,
# against strace of this machine, where there is one; page tables, which no other
# strace shows; and its own manners.
. tests/lib.sh
compile traced "$work/root"
cp tests/guest/strace.sh "$work/root/tests/"
run --add "$work/root" --run 'sh /tests/strace.sh 2>&1 | cat' --timeout 120
ends 0 'strace runs, and nothing is left'
tr -d '\r' <"$work/out" >"$work/all"

# part NAME: what the script has printed under that heading becomes the output.
part() {
    sed -e "1,/^== $1\$/d" -e '/^== /,$d' "$work/all" >"$work/out"
}
# told LINE NAME: this very line is there.
told() {
    grep -qFx -- "$1" "$work/out"
    ok $? "$2"
}
# order NAME PATTERN...: lines that match come in this order.
order() {
    local name=$1 at=0 line
    shift
    for pattern; do
        line=$(tail -n +$((at + 1)) "$work/out" | grep -nE -m1 -- "$pattern") || break
        at=$((at + ${line%%:*}))
    done
    [[ $line ]]
    ok $? "$name"
}

part calls
told 'status 139' "its status is the program's"
says '^execve\("/tests/traced", \["/tests/traced", "die"\], 0x[0-9a-f]+\) = 0$' 'the first call is execve'
told 'getcwd("/tmp/traced", 100)              = 12' 'results stand in one column'
told 'openat(AT_FDCWD, "file", O_WRONLY|O_CREAT|O_EXCL, 0600) = -1 EEXIST (File exists)' 'errors have names'
told 'openat(AT_FDCWD, 0x8, O_RDONLY|O_NONBLOCK|O_DIRECTORY) = -1 EFAULT (Bad address)' \
    'so have flags; a bad pointer is a number'
told 'openat(AT_FDCWD, "no/such/file/with/a/name/that/is/longer/than/one"..., O_RDONLY) = -1 ENOENT (No such file or directory)' \
    'a long text is cut'
told 'write(3, "odd\0011\t\"\\\n\177\2007 and more than there is room for in "..., 59) = 59' \
    'odd characters are shown as C has them'
told 'shmget(IPC_PRIVATE, 5000, IPC_CREAT|0600) = 0' 'flags of shmget'
says '^shmat\(0, NULL, 0\) +=  *0x[0-9a-f]+$' 'an address is in hexadecimal'
told 'shmctl(77, IPC_RMID, NULL)              = -1 EINVAL (Invalid argument)' 'commands of shmctl'
told 'semop(0, [{sem_num=0, sem_op=1, sem_flg=SEM_UNDO}, {sem_num=1, sem_op=-1, sem_flg=IPC_NOWAIT}], 2) = -1 EAGAIN (Resource temporarily unavailable)' \
    'operations on semaphores'
says '^wait4\(-1, \[\{WIFSIGNALED\(s\) && WTERMSIG\(s\) == SIGKILL\}\], 0, NULL\) = [0-9]+$' 'statuses of children'
says '^--- SIGUSR1 \{si_signo=SIGUSR1, si_code=SI_USER, si_pid=[0-9]+, si_uid=0\} ---$' 'signals'
says '^--- SIGCHLD \{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=[0-9]+, si_uid=0, si_status=7\} ---$' \
    'even ignored ones'
says '^--- SIGCHLD \{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=[0-9]+, si_uid=0, si_status=SIGKILL\} ---$' \
    'whose status may be a signal'
told 'pause()                                 = ? ERESTARTNOHAND (To be restarted if no handler)' 'what a signal breaks off'
told 'syscall_0x270f(0x1, 0x2, 0x12345678, 0, 0, 0xffffffffffffffff) = -1 ENOSYS (Function not implemented)' 'a call that there is not'
order 'and the end' '^--- SIGSEGV \{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10\} ---$' \
    '^\+\+\+ killed by SIGSEGV \+\+\+$'

# Without what differs between any two runs, and what only one of them tells.
plain() {
    grep -E '^([a-z_0-9]+\(|---|\+\+\+)' "$1" | sed -E -e '/SIGCHLD.*CLD_/d' -e 's/^execve\("[^"]*traced.*= 0$/execve(...) = 0/' \
        -e 's/0x[0-9a-f]{6,}/ADDRESS/g' -e 's/\|O_LARGEFILE//' -e 's/0x8002/0x2/' -e 's/(pid|_pid\()=?[0-9]+/\1=PID/g' \
        -e 's/^((getp?pid|fork|wait4)\(.*= )[0-9]+/\1PID/' -e 's/^kill\([0-9]+/kill(PID/' \
        -e 's/rlim_(cur|max)=[0-9*]+(1024)?/rlim_\1=N/g' -e 's/tv_n?sec=[0-9]+/TIME/g' -e 's/rt_sigreturn\(.*\)/rt_sigreturn()/' \
        -e 's/^(shm|sem)(at|dt|ctl|op|timedop)\([0-9]+/\1\2(ID/' -e 's/^((shm|sem)get.*= )[0-9]+/\1ID/' -e 's/ +=/ =/'
}
cp "$work/out" "$work/guest"
(unshare -i strace -s 48 -o "$work/host" "$work/root/tests/traced" die; true) >/dev/null 2>&1
if [[ -s $work/host ]]; then
    plain "$work/host" | sed 's/such\/file\/with.*record"/such\/file.../' >"$work/theirs"
    plain "$work/guest" | sed 's/such\/file\/with.*one"\.\.\./such\/file.../' >"$work/ours"
    diff "$work/theirs" "$work/ours" >"$work/out"
    ok $? "Linux's strace says the same in $(wc -l <"$work/theirs") lines"
else
    echo '# no strace here to compare with, or no namespace to do it in'
fi

part touch
order 'shmat shows its region, and that there is no entry yet' \
    '^shmat\([0-9]+, NULL, 0\) ' '^  \| region 0x[0-9a-f]+-0x[0-9a-f]+ rw-: segment [0-9]+$' '^  \|   no entry yet'
order 'the first touch fills an entry of the segment, and links its table' \
    '^  \| page fault at 0x[0-9a-f]+1000 \(write\): segment [0-9]+$' \
    "^  \\|   in segment [0-9]+'s own table, level 1 entry \\[1\\] = page 0x[0-9a-f]+, P W U A D NX\$" \
    "^  \\|   level 2 entry \\[[0-9]+\\] = link to segment [0-9]+'s own table 0x[0-9a-f]+, P W U LINK NX\$"
order 'the next shmat finds the table: one entry, and no fault' \
    '^shmat\([0-9]+, NULL, SHM_RDONLY\) ' '^  \| region .* r--: segment [0-9]+$' \
    "^  \\|   level 2 entry \\[[0-9]+\\] = link to segment [0-9]+'s own table 0x[0-9a-f]+, P U LINK NX\$" '^shmdt'
order 'a fault of the kernel is shown behind the call that made it' \
    '^read\(' '^  \| page fault at 0x[0-9a-f]+ \(write, by the kernel for the call\): segment [0-9]+$'
[[ $(grep -oE 'own table 0x[0-9a-f]+' "$work/out" | sort -u | wc -l) == 1 ]]
ok $? 'all links lead to one table'
[[ $(grep -c 'no entry yet' "$work/out") == 1 ]]
ok $? 'only the first shmat makes no entry'
[[ $(grep -c 'page fault' "$work/out") == 2 ]]
ok $? 'no later touch is shown'
! grep -q 'flush\|: a file' "$work/out"
ok $? 'and of the rest nothing is told'

part pages
[[ $(grep -c 'page fault .*: segment' "$work/out") == 3 ]]
ok $? '--pages shows every touch'
order 'with --pages the program text comes page by page' '^  \| page fault at 0x40[0-9a-f]+ \(execute\): a file$' \
    '^  \|   level 1 entry \[[0-9]+\] = page 0x[0-9a-f]+, P U A$'
order 'and shmdt takes the link away' "^  \\|   level 2 entry \\[[0-9]+\\] = nothing; before: link to " \
    '^  \|   flush: ' '^  \| region 0x[0-9a-f]+-0x[0-9a-f]+ is gone$'

part words
says '^execve\("/bin/echo", \["echo", "one", .*"\.\.\., \.\.\.\], 0x[0-9a-f]+\) = 0$' 'many words are cut'
part tables
order 'with -f and -P tables are told to be those of a child, and of a new program' \
    "\\|   in the child's table, level 4 entry \\[0\\] = table 0x[0-9a-f]+, P W U\$" \
    "\\|   in the new program's table, level 4 entry \\[0\\] = table 0x[0-9a-f]+, P W U\$"
! grep -q 'an object' "$work/out"
ok $? "and the kernel's are left out"
part nowhere
order 'a fault that leads nowhere' '^  \| page fault at 0 \(read\): nothing is mapped there$' \
    '^  \|   there is no page to be had for it$' \
    '^--- SIGSEGV \{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL\} ---$' \
    '^--- SIGSEGV \{si_signo=SIGSEGV, si_code=SEGV_ACCERR, si_addr=0x[0-9a-f]+\} ---$'

part follow
order 'with -f children are followed' '^strace: Process ([0-9]+) attached$' \
    '^\[pid +[0-9]+\] execve\("/bin/sleep", \["sleep", "0.1"\], ' '^\[pid +[0-9]+\] wait4\(-1,  <unfinished ...>$' \
    '^\[pid +[0-9]+\] nanosleep\(\{tv_sec=0, tv_nsec=100000000\}, NULL\) = 0$' \
    '^\[pid +[0-9]+\] \+\+\+ exited with 0 \+\+\+$' \
    '^<\.\.\. wait4 resumed>\[\{WIFEXITED\(s\) && WEXITSTATUS\(s\) == 0\}\]'
told 'status 5' 'and the status is that of the first'
says '^[0-9]+ +\+\+\+ exited with 0 \+\+\+' 'in a file each line has the number of its process'
[[ $(grep -c '^strace: ' "$work/out") == 1 ]]
ok $? 'and nothing is told of children'

part count
told '% time     seconds  usecs/call     calls    errors syscall' '-c makes a table'
says '^ *[0-9.]+ +[0-9.]+ +[0-9]+ +1 +1 chdir$' 'with calls and errors'
says '^100.00 .* total$' 'and a sum'
awk '/^ .*[0-9] +[a-z_0-9]+$/ { if (n++ && $1 > last) bad = 1; last = $1 }
    END { exit bad || n < 5 }' "$work/out"
ok $? 'what took longest comes first'
[[ $(awk '/ total$/ { print int($2 * 1e6 / $4) - $3 }' "$work/out") == ?(-)[01] ]]
ok $? 'and its microseconds are those of a call'
part 'count some'
[[ $(grep -c '^ *[0-9]' "$work/out") == 2 ]] && grep -q ' 2         1 total$' "$work/out"
ok $? 'also of some calls alone'

part only
says '^exit_group\(0\) +=  *\?$' '-e shows what is wanted'
[[ $(grep -c '^execve\|^arch_prctl' "$work/out") == 0 ]]
ok $? 'and no more'
[[ $(grep -c '^exit_group' "$work/out") == 2 && $(grep -c 'exited with 0' "$work/out") == 3 ]]
ok $? 'nor less'

part attach
order '-p shows a process that runs' '^strace: Process [0-9]+ attached$' '^semop\([0-9]+, .*\) *= 0$' \
    '^shmctl\([0-9]+, IPC_RMID, NULL\) *= 0$' '^\+\+\+ exited with 0 \+\+\+$'
order 'with the tables and the segments that it had before' '^shmdt\(' \
    "^  \\|   level 2 entry \\[[0-9]+\\] = nothing; before: link to segment [0-9]+'s own table 0x"
told 'kinds 0x0' 'and the trace ends with it'

part terminated
order 'a signal ends the trace' '^status 143$' '^strace: Process [0-9]+ detached$' '^kinds 0x0$'
part killed
told 'the trace is off' 'so does SIGKILL'

part lost
says '^strace: [1-9][0-9]+ records are lost' 'lost records are told'
[[ $(head -n1 "$work/out") -lt 40000 && $(head -n1 "$work/out") -gt 10000 ]]
ok $? 'and the rest is shown'

part wrong
told "strace: Can't stat 'no-such-program': No such file or directory" 'a program that there is not'
order 'one that can not run' 'execve\("/etc/motd", .* = -1 EACCES \(Permission denied\)$' '^\+\+\+ exited with 1 \+\+\+$'
says '^usage: strace' 'no command'
told 'strace: there is no process 4321' 'no process'
told "strace: 'me' is no process: -p takes its number" 'no number'
says "^strace: process [0-9]+ is strace itself, which can't watch itself$" 'not itself'
told "strace: there is no system call 'nothing'" 'no call'
says "^strace: there is no class of calls '%nothing'" 'no class'
told 'strace: /no/such/file: No such file or directory' 'no place to write to'
told 'strace: somebody else traces already; one at a time can' 'only one can trace'
told 'strace: only root can trace, since the trace tells of all processes' 'and only root'
[[ $(grep -c '^status 1$' "$work/out") == 10 ]]
ok $? 'each with status 1'

# On a machine that keeps a trace from its boot on.
run --memory 256M --append trace=99999999 --run 'echo 0 >/proc/trace; strace -e none true 2>&1; cat /proc/trace'
told '+++ exited with 0 +++' 'strace shares a trace that began at boot'
told 'kinds 0xffffffff' 'which goes on'
told 'capacity 1048576' 'and holds a million records at most'
run --memory 16M --append trace=1000000 --run true
says '^trace: there is memory for [0-9]+ events only; give the machine more\.$' 'or as many as there is memory for'
finish
