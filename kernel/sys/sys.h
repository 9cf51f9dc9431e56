/*
 * sys.h - the system calls that need more than a line: each takes its
 * arguments as the registers hold them, fetches what user pointers point to,
 * and calls the layer that does the work. Numbers, structures and errors are
 * Linux's for x86-64; the manual pages (section 2) are the contract.
 */
#pragma once

#include "cpu/trap.h"
#include "lib/types.h"

#define PATH_MAX 4096       /* with the terminator, as on Linux */

/* The numbers of the system calls (table.def). */
#define CALL(number, name, result) NR_##name = number,
enum {
#include "sys/table.def"
};
#undef CALL

/* Go back to user mode through the frame of the running thread, whatever it
 * holds: the end of those calls with a signal to take. */
NORETURN void syscall_leave(void);

/* The same as the end of the call `number`, which has changed the frame. */
NORETURN void syscall_leave_changed(uint64_t number);

/* Copy a path in; -EFAULT, -ENAMETOOLONG, -ENOMEM. Free it by kfree(). */
int path_from_user(vaddr_t path, char **out);

/* process.c */
int64_t sys_rt_sigreturn(void);
int64_t sys_execve(vaddr_t path, vaddr_t argv, vaddr_t envp,
                   struct trap_frame *f);
int64_t sys_clone(uint64_t flags, vaddr_t stack, vaddr_t child_pid,
                  struct trap_frame *f);
int64_t sys_tgkill(pid_t process, pid_t thread, int signo);
int64_t sys_setpgid(pid_t pid, pid_t pgrp);
int64_t sys_getpgid(pid_t pid);
int64_t sys_getsid(pid_t pid);
int64_t sys_setsid(void);
int64_t sys_arch_prctl(int code, vaddr_t address);
int64_t sys_uname(vaddr_t buf);
int64_t sys_sysinfo(vaddr_t buf);

/* prctl.c */
int64_t sys_prctl(int option, uint64_t arg);

/* priority.c */
int64_t sys_getpriority(int which, int who);
int64_t sys_setpriority(int which, int who, int nice);

/* usage.c */
int64_t sys_getrusage(int who, vaddr_t rusage);
int64_t sys_times(vaddr_t buf);

/* random.c */
int64_t sys_getrandom(vaddr_t buf, size_t n, unsigned flags);

/* limit.c */
int64_t sys_prlimit(pid_t pid, int resource, vaddr_t new, vaddr_t old);
int64_t sys_getrlimit(int resource, vaddr_t limit);
int64_t sys_setrlimit(int resource, vaddr_t limit);

/* capability.c */
int64_t sys_capget(vaddr_t header, vaddr_t data);
int64_t sys_capset(vaddr_t header, vaddr_t data);

/* cred.c */
int64_t sys_setuid(uid_t id);
int64_t sys_setgid(gid_t id);
int64_t sys_setresuid(uid_t r, uid_t e, uid_t s);
int64_t sys_setresgid(gid_t r, gid_t e, gid_t s);
int64_t sys_getresuid(vaddr_t r, vaddr_t e, vaddr_t s);
int64_t sys_getresgid(vaddr_t r, vaddr_t e, vaddr_t s);
int64_t sys_setreuid(uid_t r, uid_t e);
int64_t sys_setregid(gid_t r, gid_t e);
int64_t sys_getgroups(int size, vaddr_t list);
int64_t sys_setgroups(int size, vaddr_t list);

/* memory.c */
int64_t sys_mmap(vaddr_t at, uint64_t size, int prot, int flags, int fd,
                 uint64_t offset);
int64_t sys_munmap(vaddr_t at, uint64_t size);
int64_t sys_mprotect(vaddr_t at, uint64_t size, int prot);
int64_t sys_mremap(vaddr_t old, uint64_t old_size, uint64_t new_size,
                   int flags, vaddr_t new);

/* advice.c */
int64_t sys_madvise(vaddr_t at, uint64_t size, int advice);
int64_t sys_mlock(vaddr_t at, uint64_t size, int flags);
int64_t sys_munlock(vaddr_t at, uint64_t size);
int64_t sys_mlockall(int flags);
int64_t sys_munlockall(void);
int64_t sys_msync(vaddr_t at, uint64_t size, int flags);
int64_t sys_mincore(vaddr_t at, uint64_t size, vaddr_t vector);

/* sync.c */
int64_t sys_futex(vaddr_t at, int op, uint32_t value, uint64_t timeout,
                  vaddr_t other, uint32_t value3);
int64_t sys_sched_setaffinity(pid_t pid, size_t size, vaddr_t mask);
int64_t sys_sched_getaffinity(pid_t pid, size_t size, vaddr_t mask);
int64_t sys_getcpu(vaddr_t cpu, vaddr_t node);

/* time.c. A sleep that a stop or an ignored signal broke goes on to its old
 * deadline: the call begins again, and finds it in the process. */
uint64_t sleep_deadline(uint64_t ns);
void sleep_ended(uint64_t deadline, bool broken);
int64_t sys_nanosleep(vaddr_t request, vaddr_t remain);
int64_t sys_clock_nanosleep(int clock, int flags, vaddr_t request,
                            vaddr_t remain);
int64_t sys_clock_gettime(int clock, vaddr_t time);
int64_t sys_clock_getres(int clock, vaddr_t time);
int64_t sys_gettimeofday(vaddr_t time, vaddr_t zone);
int64_t sys_time(vaddr_t time);
int64_t sys_alarm(unsigned seconds);
int64_t sys_getitimer(int which, vaddr_t value);
int64_t sys_setitimer(int which, vaddr_t value, vaddr_t old);

/* file.c */
int64_t sys_open(int dir, vaddr_t path, int flags, mode_t mode);
int64_t sys_close(int fd);
int64_t sys_read(int fd, vaddr_t buf, size_t n);
int64_t sys_write(int fd, vaddr_t buf, size_t n);
int64_t sys_pread(int fd, vaddr_t buf, size_t n, off_t at);
int64_t sys_pwrite(int fd, vaddr_t buf, size_t n, off_t at);
int64_t sys_readv(int fd, vaddr_t vector, int count);
int64_t sys_writev(int fd, vaddr_t vector, int count);
int64_t sys_lseek(int fd, off_t at, int whence);
int64_t sys_fstat(int fd, vaddr_t buf);
int64_t sys_fstatat(int dir, vaddr_t path, vaddr_t buf, int flags);
int64_t sys_access(int dir, vaddr_t path, int mode);
int64_t sys_unlinkat(int dir, vaddr_t path, int flags);
int64_t sys_mkdirat(int dir, vaddr_t path, mode_t mode);
int64_t sys_rename(vaddr_t from, vaddr_t to);
int64_t sys_readlink(int dir, vaddr_t path, vaddr_t buf, size_t n);
int64_t sys_getdents64(int fd, vaddr_t buf, size_t n);
int64_t sys_dup(int fd);
int64_t sys_dup2(int from, int to);
int64_t sys_dup3(int from, int to, int flags);
int64_t sys_pipe2(vaddr_t fds, int flags);
int64_t sys_ioctl(int fd, unsigned request, vaddr_t arg);
int64_t sys_fcntl(int fd, int command, uint64_t arg);
int64_t sys_ftruncate(int fd, off_t size);
int64_t sys_umask(mode_t mask);
int64_t sys_chdir(vaddr_t path);
int64_t sys_getcwd(vaddr_t buf, size_t n);
int64_t sys_chmod(int dir, vaddr_t path, mode_t mode);
int64_t sys_chown(int dir, vaddr_t path, uid_t uid, gid_t gid);
int64_t sys_fchmod(int fd, mode_t mode);
int64_t sys_fchown(int fd, uid_t uid, gid_t gid);

/* poll.c */
int64_t sys_poll(vaddr_t fds, unsigned n, int milliseconds);
int64_t sys_ppoll(vaddr_t fds, unsigned n, vaddr_t time, vaddr_t mask,
                  size_t size);
int64_t sys_select(int n, vaddr_t in, vaddr_t out, vaddr_t except,
                   vaddr_t time);
int64_t sys_pselect(int n, vaddr_t in, vaddr_t out, vaddr_t except,
                    vaddr_t time, vaddr_t mask_at);

/* filesystem.c */
int64_t sys_fsync(int fd);
int64_t sys_syncfs(int fd);
int64_t sys_statfs(vaddr_t path, vaddr_t buf);
int64_t sys_fstatfs(int fd, vaddr_t buf);

/* syscall.c: trace the calls, or don't; it costs nothing then. */
void syscalls_trace(bool on);

/* trace.c: a call's number, its arguments and its result. */
void call_note(uint64_t number, const uint64_t args[6]);
void call_note_result(uint64_t number, const uint64_t args[6], int64_t result);
