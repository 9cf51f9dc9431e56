/* process.c - processes, who they are and what they become. */
#include <unistd.h>
#include <grp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "syscall.h"

#define ARGS_MAX 256            /* of execl */

pid_t fork(void)
{
    return call(SYS_fork);
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    return call(SYS_execve, path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

/* Each directory of PATH; of the errors, EACCES is the one worth telling. */
int execvp(const char *file, char *const argv[])
{
    const char *at = getenv("PATH");
    char path[4096];
    int denied = 0;

    if (strchr(file, '/'))
        return execv(file, argv);
    if (!at)
        at = "/bin";
    while (*at) {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof(path), "%.*s/%s", (int)n, n ? at : ".", file);
        execv(path, argv);
        if (errno == EACCES)
            denied = 1;
        else if (errno != ENOENT && errno != ENOTDIR)
            return -1;
        at += n + (at[n] == ':');
    }
    errno = denied ? EACCES : ENOENT;
    return -1;
}

#define COLLECT_ARGUMENTS(argv, first) \
    char *argv[ARGS_MAX] = { (char *)(first) }; \
    va_list args; \
    va_start(args, first); \
    for (int i = 1; argv[i - 1] && i < ARGS_MAX - 1; i++) \
        argv[i] = va_arg(args, char *)

int execl(const char *path, const char *first, ...)
{
    COLLECT_ARGUMENTS(argv, first);
    va_end(args);
    return execv(path, argv);
}

int execlp(const char *file, const char *first, ...)
{
    COLLECT_ARGUMENTS(argv, first);
    va_end(args);
    return execvp(file, argv);
}

int execle(const char *path, const char *first, ...)
{
    COLLECT_ARGUMENTS(argv, first);
    char **envp = va_arg(args, char **);
    va_end(args);
    return execve(path, argv, envp);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *use)
{
    return call(SYS_wait4, pid, status, options, use);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    return wait4(pid, status, options, NULL);
}

pid_t wait3(int *status, int options, struct rusage *use)
{
    return wait4(-1, status, options, use);
}

pid_t wait(int *status)
{
    return waitpid(-1, status, 0);
}

/* Runs `sh -c`; signals are left as they are (Simplified: system(3) ignores
 * SIGINT and SIGQUIT meanwhile). */
int system(const char *command)
{
    int status;

    if (!command)
        return 1;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    return pid < 0 || waitpid(pid, &status, 0) < 0 ? -1 : status;
}

/* --- numbers -------------------------------------------------------------- */

#define GETTER(type, name) \
    type name(void) \
    { \
        return raw_syscall(SYS_##name); \
    }
GETTER(pid_t, getpid)
GETTER(pid_t, getppid)
GETTER(pid_t, gettid)
GETTER(pid_t, getpgrp)
GETTER(uid_t, getuid)
GETTER(uid_t, geteuid)
GETTER(gid_t, getgid)
GETTER(gid_t, getegid)

pid_t getpgid(pid_t pid)
{
    return call(SYS_getpgid, pid);
}

int setpgid(pid_t pid, pid_t pgrp)
{
    return call(SYS_setpgid, pid, pgrp);
}

pid_t setsid(void)
{
    return call(SYS_setsid);
}

pid_t getsid(pid_t pid)
{
    return call(SYS_getsid, pid);
}

int setuid(uid_t id)
{
    return call(SYS_setuid, id);
}

int setgid(gid_t id)
{
    return call(SYS_setgid, id);
}

int setresuid(uid_t r, uid_t e, uid_t s)
{
    return call(SYS_setresuid, r, e, s);
}

int setresgid(gid_t r, gid_t e, gid_t s)
{
    return call(SYS_setresgid, r, e, s);
}

int seteuid(uid_t id)
{
    return setresuid(-1, id, -1);
}

int setegid(gid_t id)
{
    return setresgid(-1, id, -1);
}

int setreuid(uid_t r, uid_t e)
{
    return call(SYS_setreuid, r, e);
}

int setregid(gid_t r, gid_t e)
{
    return call(SYS_setregid, r, e);
}

int getresuid(uid_t *r, uid_t *e, uid_t *s)
{
    return call(SYS_getresuid, r, e, s);
}

int getresgid(gid_t *r, gid_t *e, gid_t *s)
{
    return call(SYS_getresgid, r, e, s);
}

int getgroups(int size, gid_t *list)
{
    return call(SYS_getgroups, size, list);
}

int setgroups(size_t size, const gid_t *list)
{
    return call(SYS_setgroups, size, list);
}

int sched_yield(void)
{
    return call(SYS_sched_yield);
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
    return call(SYS_sched_setaffinity, pid, size, set);
}

/* The kernel tells how many bytes it has written. */
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
    CPU_ZERO(set);
    return call(SYS_sched_getaffinity, pid, size, set) < 0 ? -1 : 0;
}

int sched_getcpu(void)
{
    unsigned cpu;

    return call(SYS_getcpu, &cpu, NULL) < 0 ? -1 : (int)cpu;
}

int getrlimit(int which, struct rlimit *limit)
{
    return call(SYS_prlimit64, 0, which, NULL, limit);
}

int setrlimit(int which, const struct rlimit *limit)
{
    return call(SYS_prlimit64, 0, which, limit, NULL);
}

int getrusage(int who, struct rusage *use)
{
    return call(SYS_getrusage, who, use);
}
