"""System calls by number and name, what their arguments are called, and the
names of errors: from the kernel's own table, and Linux's manual, section 2."""

import os
import re

TABLE = "kernel/sys/table.def"
ERRORS = "libc/include/errno.h"

PARAMETERS = """
read fd buf count
write fd buf count
open pathname flags mode
close fd
stat pathname statbuf
fstat fd statbuf
lstat pathname statbuf
poll fds nfds timeout
lseek fd offset whence
mmap addr length prot flags fd offset
mprotect addr len prot
munmap addr length
brk addr
rt_sigaction signum act oldact sigsetsize
rt_sigprocmask how set oldset sigsetsize
rt_sigreturn
ioctl fd request argp
pread64 fd buf count offset
pwrite64 fd buf count offset
readv fd iov iovcnt
writev fd iov iovcnt
access pathname mode
pipe pipefd
select nfds readfds writefds exceptfds timeout
sched_yield
mremap old_address old_size new_size flags new_address
msync addr length flags
mincore addr length vec
madvise addr length advice
shmget key size shmflg
shmat shmid shmaddr shmflg
shmctl shmid cmd buf
dup oldfd
dup2 oldfd newfd
pause
nanosleep req rem
getitimer which curr_value
alarm seconds
setitimer which new_value old_value
getpid
clone flags stack parent_tid child_tid tls
fork
vfork
execve pathname argv envp
exit status
wait4 pid wstatus options rusage
kill pid sig
uname buf
semget key nsems semflg
semop semid sops nsops
semctl semid semnum cmd arg
shmdt shmaddr
fcntl fd cmd arg
fsync fd
fdatasync fd
ftruncate fd length
getcwd buf size
chdir path
rename oldpath newpath
mkdir pathname mode
rmdir pathname
creat pathname mode
unlink pathname
readlink pathname buf bufsiz
chmod pathname mode
fchmod fd mode
chown pathname owner group
fchown fd owner group
lchown pathname owner group
umask mask
gettimeofday tv tz
getrlimit resource rlim
getrusage who usage
sysinfo info
times buf
getuid
getgid
setuid uid
setgid gid
geteuid
getegid
setpgid pid pgid
getppid
getpgrp
setsid
setreuid ruid euid
setregid rgid egid
getgroups size list
setgroups size list
setresuid ruid euid suid
getresuid ruid euid suid
setresgid rgid egid sgid
getresgid rgid egid sgid
getpgid pid
getsid pid
capget hdrp datap
capset hdrp datap
rt_sigpending set sigsetsize
rt_sigtimedwait set info timeout sigsetsize
rt_sigsuspend mask sigsetsize
sigaltstack ss old_ss
statfs path buf
fstatfs fd buf
getpriority which who
setpriority which who prio
mlock addr len
munlock addr len
mlockall flags
munlockall
prctl option arg2 arg3 arg4 arg5
arch_prctl code addr
setrlimit resource rlim
sync
gettid
tkill tid sig
time tloc
futex uaddr futex_op val timeout uaddr2 val3
sched_setaffinity pid cpusetsize mask
sched_getaffinity pid cpusetsize mask
getdents64 fd dirp count
set_tid_address tidptr
semtimedop semid sops nsops timeout
clock_gettime clockid tp
clock_getres clockid res
clock_nanosleep clockid flags request remain
exit_group status
tgkill tgid tid sig
waitid idtype id infop options rusage
openat dirfd pathname flags mode
mkdirat dirfd pathname mode
fchownat dirfd pathname owner group flags
newfstatat dirfd pathname statbuf flags
unlinkat dirfd pathname flags
readlinkat dirfd pathname buf bufsiz
fchmodat dirfd pathname mode
faccessat dirfd pathname mode
pselect6 nfds readfds writefds exceptfds timeout sigmask
ppoll fds nfds tmo_p sigmask sigsetsize
dup3 oldfd newfd flags
pipe2 pipefd flags
prlimit64 pid resource new_limit old_limit
syncfs fd
getcpu cpu node tcache
getrandom buf buflen flags
mlock2 addr len flags
"""

CALL = re.compile(r"^CALL\((\d+), (\w+),\s*(.*)")
FUNCTION = re.compile(r"\b([a-z]\w*)\(")
EVERYWHERE = ("current", "frame")   # who calls, and with what registers


class Calls:
    def __init__(self, kernel):
        self.names = {}         # {number, as text: name}
        self.functions = {}     # {name: where it is done}
        rows = self.read_table(kernel)
        done = {name: function for name, function, _ in rows
                if function in kernel.symbols}
        places = kernel.lines([kernel.symbols[f] for f in done.values()])
        places = dict(zip(done, places))
        for name, function, line in rows:
            self.functions[name] = places[name][-1] if places.get(name) else {
                "function": function, "file": TABLE, "line": line}

    def read_table(self, kernel):
        """Rows of (name, function, line in the table); the function is the
        first that the call's line names, or the call itself if none."""
        rows = []
        lines = (kernel.source(TABLE) or "").splitlines()
        for number, line in enumerate(lines, 1):
            call = CALL.match(line)
            if not call:
                continue
            self.names[call[1]] = call[2]
            text = call[3] or lines[number]     # a long call's next line
            functions = [f for f in FUNCTION.findall(text)
                         if f not in EVERYWHERE]
            rows.append((call[2], (functions + [call[2]])[0], number))
        return rows


def signatures():
    """{name: [name of each parameter]}."""
    rows = (line.split() for line in PARAMETERS.split("\n") if line)
    return {name: parameters for name, *parameters in rows}


def errors(kernel):
    """{number, as text: name}, as the guest's programs know them."""
    text = kernel.source(ERRORS) or ""
    return {number: name for name, number in
            re.findall(r"^#define (E\w+) (\d+)$", text, re.M)}


def owners(kernel):
    """The kinds of owners of frames, by number."""
    text = kernel.source("kernel/mm/frames.h") or ""
    return [name.lower()
            for name in re.findall(r"^    FRAME_(\w+),", text, re.M)]
