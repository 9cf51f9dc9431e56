/*
 * syscall.c - the table: number to function, in Linux's x86-64 numbering
 * (arch/x86/entry/syscalls/syscall_64.tbl). Arguments come in RDI, RSI, RDX,
 * R10, R8, R9, the result goes to RAX (AMD64 ABI, A.2.1).
 */
#include "cpu/clock.h"
#include "cpu/x86.h"
#include "ipc/shm.h"
#include "lib/errno.h"
#include "sched/sched.h"
#include "sys/sys.h"
#include "task/process.h"
#include "vm/space.h"

#define AT_FDCWD (-100)
#define O_CREAT 0100
#define O_WRONLY 01
#define O_TRUNC 01000
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200

struct call {
    uint64_t a, b, c, d, e, f;      /* the six arguments */
    struct trap_frame *frame;
};

/* One line each: CALL(name, expression). Arguments narrow to the parameter's
 * type, as Linux's do: an int argument is its register's low 32 bits. */
#define CALL(name, result) \
    static int64_t call_##name(struct call *c) \
    { \
        (void)c; \
        return result; \
    }

CALL(read, sys_read(c->a, c->b, c->c))
CALL(write, sys_write(c->a, c->b, c->c))
CALL(open, sys_open(AT_FDCWD, c->a, c->b, c->c))
CALL(close, sys_close(c->a))
CALL(stat, sys_fstatat(AT_FDCWD, c->a, c->b, 0))
CALL(fstat, sys_fstat(c->a, c->b))
CALL(lstat, sys_fstatat(AT_FDCWD, c->a, c->b, AT_SYMLINK_NOFOLLOW))
CALL(lseek, sys_lseek(c->a, c->b, c->c))
CALL(mmap, sys_mmap(c->a, c->b, c->c, c->d, c->e, c->f))
CALL(mprotect, sys_mprotect(c->a, c->b, c->c))
CALL(munmap, sys_munmap(c->a, c->b))
CALL(brk, space_brk(current()->space, c->a))
CALL(rt_sigaction, c->d != 8 ? -EINVAL : signal_action(c->a, c->b, c->c))
CALL(rt_sigprocmask, c->d != 8 ? -EINVAL : signal_mask(c->a, c->b, c->c))
CALL(rt_sigreturn, signal_return(c->frame))
CALL(ioctl, sys_ioctl(c->a, c->b, c->c))
CALL(pread64, sys_pread(c->a, c->b, c->c, c->d))
CALL(pwrite64, sys_pwrite(c->a, c->b, c->c, c->d))
CALL(readv, sys_readv(c->a, c->b, c->c))
CALL(writev, sys_writev(c->a, c->b, c->c))
CALL(access, sys_access(AT_FDCWD, c->a, c->b))
CALL(pipe, sys_pipe2(c->a, 0))
CALL(sched_yield, (thread_yield(), 0))
CALL(shmget, shm_get(c->a, c->b, c->c))
CALL(shmat, shm_attach(c->a, c->b, c->c))
CALL(shmctl, shm_control(c->a, c->b, c->c))
CALL(dup, sys_dup(c->a))
CALL(dup2, sys_dup2(c->a, c->b))
CALL(pause, signal_pause())
CALL(nanosleep, sys_nanosleep(c->a, c->b))
CALL(getpid, current()->pid)
CALL(clone, sys_clone(c->a, c->b, c->d, c->frame))
CALL(fork, process_fork(c->frame, (struct fork_wish){ 0 }))
CALL(vfork, process_fork(c->frame, (struct fork_wish){ .borrow_space = true }))
CALL(execve, sys_execve(c->a, c->b, c->c, c->frame))
CALL(exit, (process_exit((c->a & 0xff) << 8), 0))
CALL(wait4, process_wait(c->a, c->b, c->c, c->d))
CALL(kill, signal_kill(c->a, c->b))
CALL(uname, sys_uname(c->a))
CALL(shmdt, shm_detach(c->a))
CALL(fcntl, sys_fcntl(c->a, c->b, c->c))
CALL(ftruncate, sys_ftruncate(c->a, c->b))
CALL(getcwd, sys_getcwd(c->a, c->b))
CALL(chdir, sys_chdir(c->a))
CALL(rename, sys_rename(c->a, c->b))
CALL(mkdir, sys_mkdirat(AT_FDCWD, c->a, c->b))
CALL(rmdir, sys_unlinkat(AT_FDCWD, c->a, AT_REMOVEDIR))
CALL(creat, sys_open(AT_FDCWD, c->a, O_CREAT | O_WRONLY | O_TRUNC, c->b))
CALL(unlink, sys_unlinkat(AT_FDCWD, c->a, 0))
CALL(readlink, sys_readlink(AT_FDCWD, c->a, c->b, c->c))
CALL(chmod, sys_chmod(AT_FDCWD, c->a, c->b))
CALL(chown, sys_chown(AT_FDCWD, c->a, c->b, c->c))
CALL(umask, sys_umask(c->a))
CALL(gettimeofday, sys_gettimeofday(c->a, c->b))
CALL(sysinfo, sys_sysinfo(c->a))
CALL(getuid, current()->cred.uid)
CALL(getgid, current()->cred.gid)
CALL(setuid, sys_setuid(c->a))
CALL(setgid, sys_setgid(c->a))
CALL(geteuid, current()->cred.euid)
CALL(getegid, current()->cred.egid)
CALL(setpgid, sys_setpgid(c->a, c->b))
CALL(getppid, current()->parent ? current()->parent->pid : 0)
CALL(getpgrp, current()->pgrp)
CALL(setsid, sys_setsid())
CALL(setreuid, sys_setreuid(c->a, c->b))
CALL(setregid, sys_setregid(c->a, c->b))
CALL(getgroups, sys_getgroups(c->a, c->b))
CALL(setgroups, sys_setgroups(c->a, c->b))
CALL(setresuid, sys_setresuid(c->a, c->b, c->c))
CALL(getresuid, sys_getresuid(c->a, c->b, c->c))
CALL(setresgid, sys_setresgid(c->a, c->b, c->c))
CALL(getresgid, sys_getresgid(c->a, c->b, c->c))
CALL(getpgid, sys_getpgid(c->a))
CALL(getsid, sys_getsid(c->a))
CALL(rt_sigpending, signal_pending(c->a))
CALL(rt_sigsuspend, signal_suspend(c->a))
CALL(sigaltstack, signal_altstack(c->a, c->b, c->frame))
CALL(arch_prctl, sys_arch_prctl(c->a, c->b))
CALL(tkill, (pid_t)c->a <= 0 ? -EINVAL : signal_kill(c->a, c->b))
CALL(tgkill, (pid_t)c->b <= 0 ? -EINVAL : signal_kill(c->b, c->c))
CALL(time, sys_time(c->a))
CALL(getdents64, sys_getdents64(c->a, c->b, c->c))
CALL(set_tid_address, current()->pid)
CALL(clock_gettime, sys_clock_gettime(c->a, c->b))
CALL(clock_getres, sys_clock_getres(c->a, c->b))
CALL(clock_nanosleep, sys_clock_nanosleep(c->a, c->b, c->c, c->d))
CALL(openat, sys_open(c->a, c->b, c->c, c->d))
CALL(mkdirat, sys_mkdirat(c->a, c->b, c->c))
CALL(fchownat, sys_chown(c->a, c->b, c->c, c->d))
CALL(newfstatat, sys_fstatat(c->a, c->b, c->c, c->d))
CALL(unlinkat, sys_unlinkat(c->a, c->b, c->c))
CALL(readlinkat, sys_readlink(c->a, c->b, c->c, c->d))
CALL(fchmodat, sys_chmod(c->a, c->b, c->c))
CALL(faccessat, sys_access(c->a, c->b, c->c))
CALL(dup3, sys_dup3(c->a, c->b, c->c))
CALL(pipe2, sys_pipe2(c->a, c->b))
CALL(prlimit64, sys_prlimit(c->b, c->c, c->d))

static int64_t (*const table[])(struct call *) = {
    [0] = call_read, [1] = call_write, [2] = call_open, [3] = call_close,
    [4] = call_stat, [5] = call_fstat, [6] = call_lstat, [8] = call_lseek,
    [9] = call_mmap, [10] = call_mprotect, [11] = call_munmap,
    [12] = call_brk, [13] = call_rt_sigaction, [14] = call_rt_sigprocmask,
    [15] = call_rt_sigreturn, [16] = call_ioctl, [17] = call_pread64,
    [18] = call_pwrite64, [19] = call_readv, [20] = call_writev,
    [21] = call_access, [22] = call_pipe, [24] = call_sched_yield,
    [29] = call_shmget, [30] = call_shmat, [31] = call_shmctl,
    [32] = call_dup, [33] = call_dup2, [34] = call_pause,
    [35] = call_nanosleep, [39] = call_getpid, [56] = call_clone,
    [57] = call_fork,
    [58] = call_vfork, [59] = call_execve, [60] = call_exit,
    [61] = call_wait4, [62] = call_kill, [63] = call_uname,
    [67] = call_shmdt, [72] = call_fcntl, [77] = call_ftruncate,
    [79] = call_getcwd, [80] = call_chdir, [82] = call_rename,
    [83] = call_mkdir, [84] = call_rmdir, [85] = call_creat,
    [87] = call_unlink, [89] = call_readlink, [90] = call_chmod,
    [92] = call_chown, [95] = call_umask, [96] = call_gettimeofday, [99] = call_sysinfo,
    [102] = call_getuid, [104] = call_getgid, [105] = call_setuid,
    [106] = call_setgid, [107] = call_geteuid, [108] = call_getegid,
    [109] = call_setpgid, [110] = call_getppid, [111] = call_getpgrp,
    [112] = call_setsid, [113] = call_setreuid, [114] = call_setregid,
    [115] = call_getgroups, [116] = call_setgroups, [117] = call_setresuid,
    [118] = call_getresuid, [119] = call_setresgid, [120] = call_getresgid,
    [121] = call_getpgid, [124] = call_getsid, [127] = call_rt_sigpending,
    [130] = call_rt_sigsuspend, [131] = call_sigaltstack,
    [158] = call_arch_prctl, [186] = call_getpid /* gettid: one thread */,
    [200] = call_tkill, [201] = call_time, [217] = call_getdents64, [218] = call_set_tid_address,
    [228] = call_clock_gettime, [229] = call_clock_getres,
    [230] = call_clock_nanosleep, [231] = call_exit /* exit_group */, [234] = call_tgkill,
    [257] = call_openat, [258] = call_mkdirat, [260] = call_fchownat,
    [262] = call_newfstatat, [263] = call_unlinkat, [267] = call_readlinkat,
    [268] = call_fchmodat, [269] = call_faccessat, [292] = call_dup3,
    [293] = call_pipe2, [302] = call_prlimit64,
};

static int64_t call(struct trap_frame *f)
{
    struct call c = { f->rdi, f->rsi, f->rdx, f->r10, f->r8, f->r9, f };
    uint64_t number = f->rax;

    if (number >= ARRAY_SIZE(table) || !table[number])
        return -ENOSYS;
    return table[number](&c);
}

bool syscall_dispatch(struct trap_frame *f);    /* called from entry.S */

/* True if user mode can be entered by SYSRET: nobody changed the frame. A
 * call that replaces the registers marks it as settled. */
bool syscall_dispatch(struct trap_frame *f)
{
    interrupts_enable();
    int64_t result = call(f);
    if (f->vector == TRAP_SYSCALL || result < 0)
        f->rax = result;
    interrupts_disable();
    bool plain = f->vector == TRAP_SYSCALL && !signal_waiting(current());
    trap_before_user(f);
    return plain && f->rcx == f->rip && f->r11 == f->rflags;
}
