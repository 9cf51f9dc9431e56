/* users.c - real, effective and saved ids, groups, and what follows from them
 * (credentials(7), setresuid(2), setgroups(2)). Each case begins in a child
 * with ids of its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "tap.h"

#define KEEP ((uid_t)-1)

/* Raw calls: no library in between. */
#define NR_SETUID 105
#define NR_SETGID 106
#define NR_SETREUID 113
#define NR_SETREGID 114
#define NR_SETRESUID 117
#define NR_SETRESGID 119

/* What a call does to the three ids r, e, s of users (or of groups of user
 * 1000): "r e s", or the name of the error. */
static const char *after(int call, const uid_t from[3], const uid_t arg[3],
                         int groups)
{
    static char text[60];
    int fd[2];

    if (pipe(fd) < 0)
        return "no pipe";
    fflush(stdout);
    if (fork() == 0) {
        uid_t now[3];
        if (groups) {
            setresgid(from[0], from[1], from[2]);
            setresuid(1000, 1000, 1000);
        } else {
            setresuid(from[0], from[1], from[2]);
        }
        long result = syscall(call, arg[0], arg[1], arg[2]);
        const char *error = errno == EPERM ? "EPERM" : strerror(errno);
        (groups ? getresgid : getresuid)(&now[0], &now[1], &now[2]);
        dprintf(fd[1], "%s%s%d %d %d", result < 0 ? error : "",
                result < 0 ? " " : "", now[0], now[1], now[2]);
        _exit(0);
    }
    wait(NULL);
    int n = read(fd[0], text, sizeof(text) - 1);
    text[n > 0 ? n : 0] = '\0';
    close(fd[0]);
    close(fd[1]);
    return text;
}

static const struct {
    int call;
    uid_t from[3], arg[3];
    const char *becomes;
} cases[] = {
    { NR_SETUID, { 0, 0, 0 }, { 5 }, "5 5 5" },
    { NR_SETUID, { 5, 0, 6 }, { 7 }, "7 7 7" },
    { NR_SETUID, { 0, 5, 6 }, { 0 }, "0 0 6" },
    { NR_SETUID, { 5, 6, 0 }, { 0 }, "5 0 0" },
    { NR_SETUID, { 5, 6, 7 }, { 5 }, "5 5 7" },
    { NR_SETUID, { 5, 6, 7 }, { 7 }, "5 7 7" },
    { NR_SETUID, { 5, 6, 7 }, { 6 }, "EPERM 5 6 7" },
    { NR_SETUID, { 5, 6, 7 }, { 8 }, "EPERM 5 6 7" },
    { NR_SETUID, { 0, 0, 0 }, { KEEP }, "Invalid argument 0 0 0" },
    { NR_SETREUID, { 0, 0, 0 }, { 5, 6 }, "5 6 6" },
    { NR_SETREUID, { 0, 0, 0 }, { KEEP, 6 }, "0 6 6" },
    { NR_SETREUID, { 0, 0, 0 }, { 5, KEEP }, "5 0 0" },
    { NR_SETREUID, { 0, 0, 0 }, { KEEP, KEEP }, "0 0 0" },
    { NR_SETREUID, { 5, 6, 7 }, { 6, 5 }, "6 5 5" },
    { NR_SETREUID, { 5, 6, 7 }, { KEEP, 7 }, "5 7 7" },
    { NR_SETREUID, { 5, 6, 7 }, { KEEP, 5 }, "5 5 7" },
    { NR_SETREUID, { 5, 6, 7 }, { 5, KEEP }, "5 6 6" },
    { NR_SETREUID, { 5, 6, 7 }, { 7, KEEP }, "EPERM 5 6 7" },
    { NR_SETREUID, { 5, 6, 7 }, { KEEP, 8 }, "EPERM 5 6 7" },
    { NR_SETRESUID, { 0, 0, 0 }, { 1, 2, 3 }, "1 2 3" },
    { NR_SETRESUID, { 0, 0, 0 }, { KEEP, 2, KEEP }, "0 2 0" },
    { NR_SETRESUID, { 5, 0, 5 }, { 8, 8, 8 }, "8 8 8" },
    { NR_SETRESUID, { 5, 6, 7 }, { 7, 5, 6 }, "7 5 6" },
    { NR_SETRESUID, { 5, 6, 7 }, { KEEP, 7, KEEP }, "5 7 7" },
    { NR_SETRESUID, { 5, 6, 7 }, { 5, 6, 8 }, "EPERM 5 6 7" },
    { NR_SETRESUID, { 5, 6, 7 }, { 8, KEEP, KEEP }, "EPERM 5 6 7" },
    { NR_SETRESUID, { 5, 5, 0 }, { KEEP, 0, KEEP }, "5 0 0" },
    { NR_SETGID, { 5, 6, 7 }, { 7 }, "5 7 7" },
    { NR_SETGID, { 5, 6, 7 }, { 6 }, "EPERM 5 6 7" },
    { NR_SETGID, { 5, 6, 7 }, { 0 }, "EPERM 5 6 7" },
    { NR_SETREGID, { 5, 6, 7 }, { 6, 5 }, "6 5 5" },
    { NR_SETREGID, { 5, 6, 7 }, { KEEP, 7 }, "5 7 7" },
    { NR_SETREGID, { 5, 6, 7 }, { 7, KEEP }, "EPERM 5 6 7" },
    { NR_SETRESGID, { 5, 6, 7 }, { 7, 5, 6 }, "7 5 6" },
    { NR_SETRESGID, { 5, 6, 7 }, { 8, KEEP, KEEP }, "EPERM 5 6 7" },
    { NR_SETRESGID, { 5, 0, 7 }, { 8, KEEP, KEEP }, "EPERM 5 0 7" },
};

static const char *name_of(int call)
{
    switch (call) {
    case NR_SETUID: return "setuid";
    case NR_SETGID: return "setgid";
    case NR_SETREUID: return "setreuid";
    case NR_SETREGID: return "setregid";
    case NR_SETRESUID: return "setresuid";
    default: return "setresgid";
    }
}

static void test_cases(void)
{
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const uid_t *f = cases[i].from, *a = cases[i].arg;
        int call = cases[i].call;
        int groups = call == NR_SETGID || call == NR_SETREGID ||
                     call == NR_SETRESGID;
        const char *got = after(call, f, a, groups);
        if (!ok(strcmp(got, cases[i].becomes) == 0,
                "%d %d %d, %s(%d %d %d): %s", f[0], f[1], f[2], name_of(call),
                a[0], a[1], a[2], cases[i].becomes))
            printf("# %s\n", got);
    }
}

static void test_groups(void)
{
    gid_t some[3] = { 7, 5, 6 }, got[3] = { 0 };

    is(setgroups(3, some), 0, "setgroups");
    is(getgroups(0, NULL), 3, "getgroups(0) counts");
    is(getgroups(3, got), 3, "getgroups tells them");
    ok(got[0] == 5 && got[1] == 6 && got[2] == 7, "in order");
    status_is("Groups:", "\t5 6 7 \n", "/proc/self/status knows them");
    fails(getgroups(2, got), EINVAL, "too little room is EINVAL");
    fails(syscall(SYS_getgroups, -1, got), EINVAL, "a negative size is EINVAL");
    fails(syscall(SYS_getgroups, 3, (void *)8), EFAULT, "a bad list is EFAULT");
    fails(setgroups(3, (void *)8), EFAULT, "for setgroups, too");
    fails(syscall(SYS_setgroups, 100000, some), EINVAL, "too many are EINVAL");
    is(getgroups(0, NULL), 3, "failures change nothing");
    seteuid(1000);
    fails(setgroups(1, some), EPERM, "without privilege: EPERM");
    fails(syscall(SYS_setgroups, 100000, some), EPERM, "before all else");
    seteuid(0);
    is(setgroups(0, NULL), 0, "setgroups(0) takes them away");
    is(getgroups(0, NULL), 0, "there are none");
    status_is("Groups:", "\t \n", "/proc/self/status knows that");
    seteuid(1000);
    status_is("Uid:", "\t0\t1000\t0\t1000\n", "and user ids");
    seteuid(0);
}

/* Can it be opened so? */
static int may(const char *path, int flags)
{
    int fd = open(path, flags);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static void test_files(void)
{
    char path[] = "/tmp/users-XXXXXX";
    gid_t group = 77;
    struct stat s;

    close(mkstemp(path));
    chown(path, 1000, 77);
    chmod(path, 0640);
    seteuid(1000);
    ok(may(path, O_RDWR), "the owner reads and writes");
    is(chmod(path, 0440), 0, "and changes the mode");
    ok(!may(path, O_RDWR) && errno == EACCES, "which binds him, too");
    fails(chown(path, 1001, -1), EPERM, "he may not give it away");
    fails(chown(path, -1, 78), EPERM, "nor to groups he is not in");
    seteuid(0);
    setgroups(1, &group);
    seteuid(1001);
    ok(may(path, O_RDONLY), "a further group reads");
    ok(!may(path, O_WRONLY), "not writes");
    fails(chmod(path, 0666), EPERM, "and does not change the mode");
    seteuid(0);
    setgroups(0, NULL);
    seteuid(1001);
    ok(!may(path, O_RDONLY), "a stranger nothing");
    is(access(path, R_OK), 0, "access asks for the real user, who is root");
    seteuid(0);
    ok(may(path, O_RDWR), "root reads and writes");
    stat(path, &s);
    is(s.st_uid, 1000, "the owner is as he was");
    is(chown(path, 1001, 5), 0, "root gives it away");
    unlink(path);
}

static void test_exec(const char *self)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        setresgid(1000, 1001, 1002);
        setresuid(1000, 1001, 1002);
        execl(self, self, "ids", (char *)NULL);
        _exit(99);
    }
    waitpid(pid, &status, 0);
    is(WEXITSTATUS(status), 0, "exec sets the saved ids to the effective ones");
}

/* Runs again as `users ids`. */
static int ids_are_saved(void)
{
    uid_t r, e, s;
    gid_t rg, eg, sg;

    getresuid(&r, &e, &s);
    getresgid(&rg, &eg, &sg);
    return !(r == 1000 && e == 1001 && s == 1001 && rg == 1000 && eg == 1001 &&
             sg == 1001);
}

#ifndef SYS_capget
#define SYS_capget 125
#endif
#define CAP_SYS_RESOURCE 24

static int has_capability(int which)
{
    static const struct { unsigned version; int pid; } v3 = { 0x20080522, 0 };
    struct { unsigned effective, permitted, inheritable; } sets[2] = { { 0 } };

    syscall(SYS_capget, &v3, sets);
    return sets[which / 32].effective >> which % 32 & 1;
}

static void test_limits(void)
{
    struct rlimit l;

    fails(getrlimit(16, &l), EINVAL, "limit 16 is EINVAL");
    fails(getrlimit(-1, &l), EINVAL, "so is -1");
    l = (struct rlimit){ 1000, 2000 };
    is(setrlimit(RLIMIT_CPU, &l), 0, "a limit is set");
    getrlimit(RLIMIT_CPU, &l);
    ok(l.rlim_cur == 1000 && l.rlim_max == 2000, "and read");
    l = (struct rlimit){ 3000, 2000 };
    fails(setrlimit(RLIMIT_CPU, &l), EINVAL, "soft above hard is EINVAL");
    if (has_capability(CAP_SYS_RESOURCE)) {
        l = (struct rlimit){ 1500, 3000 };
        is(setrlimit(RLIMIT_CPU, &l), 0, "CAP_SYS_RESOURCE raises the hard one");
        l.rlim_max = 2000;
        setrlimit(RLIMIT_CPU, &l);
    } else {
        skip(1, "root has not all capabilities");
    }
    seteuid(1000);
    l = (struct rlimit){ 2000, 2000 };
    is(setrlimit(RLIMIT_CPU, &l), 0, "all raise the soft one");
    l = (struct rlimit){ 2000, 2001 };
    fails(setrlimit(RLIMIT_CPU, &l), EPERM, "nobody else the hard one: EPERM");
    l = (struct rlimit){ 500, 1500 };
    is(setrlimit(RLIMIT_CPU, &l), 0, "all lower it");
    seteuid(0);
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        getrlimit(RLIMIT_CPU, &l);
        _exit(l.rlim_cur != 500 || l.rlim_max != 1500);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "a child inherits limits");
    fails(syscall(SYS_prlimit64, 0, RLIMIT_CPU, (void *)8, NULL), EFAULT,
          "a bad pointer is EFAULT");
    fails(syscall(SYS_prlimit64, 999999999, RLIMIT_CPU, NULL, NULL), ESRCH,
          "nobody's limits: ESRCH");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "ids") == 0)
        return ids_are_saved();
    if (!has_users()) {
        skip(36 + 17 + 13 + 1 + 12, "there is only one user");
        return plan();
    }
    test_cases();
    test_groups();
    test_files();
    test_exec(argv[0]);
    test_limits();
    return plan();
}
