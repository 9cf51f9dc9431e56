/*
 * calls.c - the table of calls. See strace.h.
 *
 * A new call is one line: its number, its name, what its arguments are
 * (args.h), and, if need be, from which argument on only the result tells, what
 * the result is, and its class for -e.
 */
#include <string.h>
#include <sys/syscall.h>
#include "strace/args.h"
#include "strace/results.h"

#define ARGS(...) __VA_ARGS__
#define CALL(call, list, ...) \
    [SYS_##call] = { .name = #call, .args = { ARGS list }, __VA_ARGS__ }
#define IPC .class = "ipc"
#define MEMORY .class = "memory"
#define FILES .class = "file"
#define PROCESS .class = "process"
#define SIGNAL .class = "signal"
#define ADDRESS .result = result_address

static const struct call_type types[CALLS_MAX] = {
    /* System V IPC */
    CALL(shmget, (arg_key, arg_unsigned, arg_shmget), IPC),
    CALL(shmat, (arg_int, arg_pointer, arg_shmat), ADDRESS, IPC),
    CALL(shmctl, (arg_int, arg_ipc_command, arg_pointer), IPC),
    CALL(shmdt, (arg_pointer), IPC),
    CALL(semget, (arg_key, arg_int, arg_ipc_flags), IPC),
    CALL(semop, (arg_int, arg_operations, arg_unsigned), IPC),
    CALL(semtimedop, (arg_int, arg_operations, arg_unsigned, arg_time), IPC),
    CALL(semctl, (arg_int, arg_int, arg_sem_command, arg_semctl), IPC),

    /* memory */
    CALL(mmap, (arg_pointer, arg_unsigned, arg_prot, arg_map, arg_int,
         arg_hex), ADDRESS, MEMORY),
    CALL(mprotect, (arg_pointer, arg_unsigned, arg_prot), MEMORY),
    CALL(munmap, (arg_pointer, arg_unsigned), MEMORY),
    CALL(brk, (arg_pointer), ADDRESS, MEMORY),
    CALL(mremap, (arg_pointer, arg_unsigned, arg_unsigned, arg_remap,
         arg_remap_new), ADDRESS, MEMORY),
    CALL(msync, (arg_pointer, arg_unsigned, arg_msync), MEMORY),
    CALL(mincore, (arg_pointer, arg_unsigned, arg_pointer), MEMORY),
    CALL(madvise, (arg_pointer, arg_unsigned, arg_advice), MEMORY),
    CALL(mlock, (arg_pointer, arg_unsigned), MEMORY),
    CALL(mlock2, (arg_pointer, arg_unsigned, arg_fault_lock), MEMORY),
    CALL(munlock, (arg_pointer, arg_unsigned), MEMORY),
    CALL(mlockall, (arg_lock_all), MEMORY),
    CALL(munlockall, (), MEMORY),

    /* files by descriptor */
    CALL(read, (arg_int, arg_read, arg_unsigned), .late = 2),
    CALL(write, (arg_int, arg_written, arg_unsigned)),
    CALL(pread64, (arg_int, arg_read, arg_unsigned, arg_long), .late = 2),
    CALL(pwrite64, (arg_int, arg_written, arg_unsigned, arg_long)),
    CALL(readv, (arg_int, arg_pointer, arg_int)),
    CALL(writev, (arg_int, arg_pointer, arg_int)),
    CALL(close, (arg_int)),
    CALL(lseek, (arg_int, arg_long, arg_whence)),
    CALL(fstat, (arg_int, arg_stat), .late = 2),
    CALL(ioctl, (arg_int, arg_ioctl, arg_pointer)),
    CALL(fcntl, (arg_int, arg_fd_command, arg_fcntl), .result = result_fcntl),
    CALL(dup, (arg_int)),
    CALL(dup2, (arg_int, arg_int)),
    CALL(dup3, (arg_int, arg_int, arg_pipe_flags)),
    CALL(pipe, (arg_fds), .late = 1),
    CALL(pipe2, (arg_fds, arg_pipe_flags), .late = 1),
    CALL(poll, (arg_pointer, arg_unsigned, arg_int)),
    CALL(ppoll, (arg_pointer, arg_unsigned, arg_pointer, arg_pointer,
         arg_unsigned)),
    CALL(select, (arg_int, arg_pointer, arg_pointer, arg_pointer, arg_pointer)),
    CALL(pselect6, (arg_int, arg_pointer, arg_pointer, arg_pointer,
         arg_pointer, arg_pointer)),
    CALL(getdents64, (arg_int, arg_pointer, arg_unsigned)),
    CALL(ftruncate, (arg_int, arg_long)),
    CALL(fsync, (arg_int)),
    CALL(fdatasync, (arg_int)),
    CALL(syncfs, (arg_int)),
    CALL(sync, ()),
    CALL(fchmod, (arg_int, arg_octal)),
    CALL(fchown, (arg_int, arg_int, arg_int)),
    CALL(fstatfs, (arg_int, arg_pointer)),

    /* files by name */
    CALL(open, (arg_path, arg_open_flags, arg_open_mode), FILES),
    CALL(openat, (arg_fd_at, arg_path, arg_open_flags, arg_open_mode), FILES),
    CALL(creat, (arg_path, arg_octal), FILES),
    CALL(stat, (arg_path, arg_stat), .late = 2, FILES),
    CALL(lstat, (arg_path, arg_stat), .late = 2, FILES),
    CALL(newfstatat, (arg_fd_at, arg_path, arg_stat, arg_at_flags), .late = 3,
         FILES),
    CALL(access, (arg_path, arg_access), FILES),
    CALL(faccessat, (arg_fd_at, arg_path, arg_access), FILES),
    CALL(getcwd, (arg_text_out, arg_unsigned), .late = 1, FILES),
    CALL(chdir, (arg_path), FILES),
    CALL(rename, (arg_path, arg_path), FILES),
    CALL(mkdir, (arg_path, arg_octal), FILES),
    CALL(mkdirat, (arg_fd_at, arg_path, arg_octal), FILES),
    CALL(rmdir, (arg_path), FILES),
    CALL(unlink, (arg_path), FILES),
    CALL(unlinkat, (arg_fd_at, arg_path, arg_at_flags), FILES),
    CALL(readlink, (arg_path, arg_text_out, arg_unsigned), .late = 2, FILES),
    CALL(readlinkat, (arg_fd_at, arg_path, arg_text_out, arg_unsigned),
         .late = 3, FILES),
    CALL(chmod, (arg_path, arg_octal), FILES),
    CALL(fchmodat, (arg_fd_at, arg_path, arg_octal), FILES),
    CALL(chown, (arg_path, arg_int, arg_int), FILES),
    CALL(lchown, (arg_path, arg_int, arg_int), FILES),
    CALL(fchownat, (arg_fd_at, arg_path, arg_int, arg_int, arg_at_flags),
         FILES),
    CALL(statfs, (arg_path, arg_pointer), FILES),
    CALL(umask, (arg_octal), .result = result_octal),

    /* processes */
    CALL(fork, (), PROCESS),
    CALL(vfork, (), PROCESS),
    CALL(clone, (arg_hex, arg_pointer, arg_pointer, arg_pointer, arg_pointer),
         PROCESS),
    CALL(execve, (arg_path, arg_words, arg_pointer), PROCESS),
    CALL(exit, (arg_int), .result = result_none, PROCESS),
    CALL(exit_group, (arg_int), .result = result_none, PROCESS),
    CALL(wait4, (arg_int, arg_status, arg_wait, arg_pointer), .late = 2,
         PROCESS),
    CALL(waitid, (arg_int, arg_int, arg_pointer, arg_wait, arg_pointer),
         .late = 3, PROCESS),
    CALL(getpid, ()),
    CALL(getppid, ()),
    CALL(gettid, ()),
    CALL(getpgrp, ()),
    CALL(getpgid, (arg_int)),
    CALL(setpgid, (arg_int, arg_int)),
    CALL(getsid, (arg_int)),
    CALL(setsid, ()),
    CALL(getuid, ()),
    CALL(geteuid, ()),
    CALL(getgid, ()),
    CALL(getegid, ()),
    CALL(setuid, (arg_int)),
    CALL(setgid, (arg_int)),
    CALL(setreuid, (arg_int, arg_int)),
    CALL(setregid, (arg_int, arg_int)),
    CALL(setresuid, (arg_int, arg_int, arg_int)),
    CALL(setresgid, (arg_int, arg_int, arg_int)),
    CALL(getresuid, (arg_pointer, arg_pointer, arg_pointer)),
    CALL(getresgid, (arg_pointer, arg_pointer, arg_pointer)),
    CALL(getgroups, (arg_int, arg_pointer)),
    CALL(setgroups, (arg_int, arg_pointer)),
    CALL(capget, (arg_pointer, arg_pointer)),
    CALL(capset, (arg_pointer, arg_pointer)),
    CALL(prctl, (arg_int, arg_hex, arg_hex, arg_hex, arg_hex)),
    CALL(arch_prctl, (arg_arch, arg_pointer)),
    CALL(set_tid_address, (arg_pointer)),
    CALL(getrlimit, (arg_resource, arg_pointer)),
    CALL(setrlimit, (arg_resource, arg_pointer)),
    CALL(prlimit64, (arg_int, arg_resource, arg_limit, arg_limit),
         .late = 4),
    CALL(getrusage, (arg_who, arg_pointer)),
    CALL(getpriority, (arg_priority, arg_int)),
    CALL(setpriority, (arg_priority, arg_int, arg_int)),
    CALL(sched_yield, ()),
    CALL(sched_setaffinity, (arg_int, arg_unsigned, arg_pointer)),
    CALL(sched_getaffinity, (arg_int, arg_unsigned, arg_pointer)),
    CALL(getcpu, (arg_pointer, arg_pointer, arg_pointer)),
    CALL(futex, (arg_pointer, arg_futex, arg_int, arg_pointer)),

    /* signals */
    CALL(rt_sigaction, (arg_signal, arg_action, arg_action, arg_unsigned),
         .late = 3, SIGNAL),
    CALL(rt_sigprocmask, (arg_mask_how, arg_mask, arg_mask, arg_unsigned),
         .late = 3, SIGNAL),
    CALL(rt_sigreturn, (), SIGNAL),
    CALL(rt_sigpending, (arg_pointer, arg_unsigned), SIGNAL),
    CALL(rt_sigtimedwait, (arg_pointer, arg_pointer, arg_pointer,
         arg_unsigned), SIGNAL),
    CALL(rt_sigsuspend, (arg_pointer, arg_unsigned), SIGNAL),
    CALL(sigaltstack, (arg_pointer, arg_pointer), SIGNAL),
    CALL(kill, (arg_int, arg_signal), SIGNAL),
    CALL(tkill, (arg_int, arg_signal), SIGNAL),
    CALL(tgkill, (arg_int, arg_int, arg_signal), SIGNAL),
    CALL(pause, (), SIGNAL),

    /* time, and the rest */
    CALL(nanosleep, (arg_time, arg_pointer), .late = 2),
    CALL(clock_nanosleep, (arg_clock, arg_clock_flags, arg_time, arg_pointer),
         .late = 4),
    CALL(clock_gettime, (arg_clock, arg_time), .late = 2),
    CALL(clock_getres, (arg_clock, arg_pointer)),
    CALL(gettimeofday, (arg_pointer, arg_pointer)),
    CALL(time, (arg_pointer)),
    CALL(times, (arg_pointer), ADDRESS),
    CALL(alarm, (arg_unsigned)),
    CALL(getitimer, (arg_timer, arg_pointer)),
    CALL(setitimer, (arg_timer, arg_pointer, arg_pointer)),
    CALL(uname, (arg_pointer)),
    CALL(sysinfo, (arg_pointer)),
    CALL(getrandom, (arg_pointer, arg_unsigned, arg_random)),
};

const struct call_type *call_type(unsigned number)
{
    static struct call_type unknown = {
        .args = { arg_hex, arg_hex, arg_hex, arg_hex, arg_hex, arg_hex },
    };
    static char name[24];

    if (number < CALLS_MAX && types[number].name)
        return &types[number];
    snprintf(name, sizeof(name), "syscall_%#x", number);
    unknown.name = name;
    return &unknown;
}

int call_by_name(const char *name)
{
    for (int i = 0; i < CALLS_MAX; i++)
        if (types[i].name && strcmp(types[i].name, name) == 0)
            return i;
    return -1;
}

/* Arguments from `from` up to, but not, `to`. */
static void put_args(const struct call *c, int from, int to)
{
    const struct call_type *type = call_type(c->number);

    for (int i = from; i < to && type->args[i]; i++) {
        put_between(i > from ? ", " : "");
        type->args[i](c, i);
    }
    put_between("");
}

void call_begin(struct traced *p)
{
    const struct call_type *type = call_type(p->call.number);

    line_begin(p);
    put("%s(", type->name);
    put_args(&p->call, 0, type->late ? type->late - 1 : TRACE_ARGS);
    if (type->late > 1)
        put(", ");
    p->begun = true;
}

/* The rest, if it was shown in part; what came in between has broken it off. */
void call_end(struct traced *p)
{
    const struct call_type *type = call_type(p->call.number);

    if (!p->begun)
        call_begin(p);
    else if (!line_is_of(p)) {
        line_begin(p);
        put("<... %s resumed>", type->name);
    }
    if (type->late)
        put_args(&p->call, type->late - 1, TRACE_ARGS);
    put_result(&p->call, type->result);
    line_end();
    p->begun = false;
}
