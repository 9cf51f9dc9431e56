/* shm_caps.c - capabilities instead of root (capabilities(7)), and how much
 * memory SHM_LOCK grants without (RLIMIT_MEMLOCK). */
#include "shm.h"
#include <sys/resource.h>
#include <sys/syscall.h>

#ifndef SYS_capget
#define SYS_capget 125
#define SYS_capset 126
#endif
#define CAP_KILL 5
#define CAP_SETUID 7
#define CAP_IPC_LOCK 14
#define CAP_IPC_OWNER 15
#define CAP_SYS_ADMIN 21
#define ALL ~0ul
#define BIT(c) (1ul << (c))

struct header { unsigned version; int pid; };
struct part { unsigned effective, permitted, inheritable; };
static const struct header v3 = { 0x20080522, 0 };

/* Have these of what is permitted in effect, and no others. */
static long effect(unsigned long caps)
{
    struct part p[2];

    if (syscall(SYS_capget, &v3, p) < 0)
        return -1;
    p[0].effective = caps & p[0].permitted;
    p[1].effective = caps >> 32 & p[1].permitted;
    return syscall(SYS_capset, &v3, p);
}

static unsigned long in_effect(void)
{
    struct part p[2] = { { 0 } };

    syscall(SYS_capget, &v3, p);
    return p[0].effective | (unsigned long)p[1].effective << 32;
}

static int id;

static void test_calls(void)
{
    struct header h = { 0x12345678, 0 };
    struct part p[2];

    fails(syscall(SYS_capget, &h, p), EINVAL, "capget: an unknown version");
    is(h.version, 0x20080522, "it tells the one to use");
    h.version = 0;
    is(syscall(SYS_capget, &h, NULL), 0, "which is how to ask for it");
    fails(syscall(SYS_capget, NULL, p), EFAULT, "capget: a bad header");
    h.pid = -1;
    fails(syscall(SYS_capget, &h, p), EINVAL, "capget: process -1");
    h.pid = 99999999;
    fails(syscall(SYS_capget, &h, p), ESRCH, "capget: nobody");
    h.pid = getpid();
    is(syscall(SYS_capget, &h, p), 0, "capget: oneself");
    ok(p[0].effective >> CAP_IPC_OWNER & 1, "root has CAP_IPC_OWNER");
    fails(syscall(SYS_capset, &h, NULL), EFAULT, "capset: bad sets");
    h.pid = getppid();
    fails(syscall(SYS_capset, &h, p), EPERM, "capset: somebody else");
    h.version = 0x12345678;
    fails(syscall(SYS_capset, &h, p), EINVAL, "capset: an unknown version");
}

static void test_sets(void)
{
    struct part p[2];
    int status;

    is(effect(0), 0, "all can be put out of effect");
    is(in_effect(), 0, "then there are none");
    status_is("CapEff:", "\t0000000000000000\n", "/proc/self/status knows");
    effect(BIT(CAP_IPC_OWNER) | BIT(CAP_KILL));
    status_is("CapEff:", "\t0000000000008020\n", "which is which");
    status_is("CapInh:", "\t0000000000000000\n", "none is inherited");
    is(effect(ALL), 0, "and put into effect again");
    ok(in_effect() & BIT(CAP_SETUID), "then there are");
    pid_t pid = fork();
    if (pid == 0) {
        syscall(SYS_capget, &v3, p);
        p[0].permitted &= ~BIT(CAP_KILL);
        if (syscall(SYS_capset, &v3, p) != -1 || errno != EPERM)
            _exit(1);           /* what is in effect must be permitted */
        p[0].effective &= ~BIT(CAP_KILL);
        if (syscall(SYS_capset, &v3, p) < 0)
            _exit(2);
        p[0].permitted |= BIT(CAP_KILL);
        if (syscall(SYS_capset, &v3, p) != -1 || errno != EPERM)
            _exit(3);           /* what was given up is gone */
        _exit(0);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "what is no more permitted is gone");
}

static void test_root_without(void)
{
    setgroups(0, NULL);
    id = fresh(PAGE);
    struct shmid_ds ds = stat_of(id);
    ds.shm_perm.mode = 0;
    shmctl(id, IPC_SET, &ds);
    effect(0);
    fails((long)shmat(id, NULL, 0), EACCES, "root without: the mode counts");
    fails(shmctl(id, IPC_STAT, &ds), EACCES, "for IPC_STAT as well");
    is(shmctl(id, IPC_SET, &ds), 0, "an owner is an owner");
    effect(BIT(CAP_IPC_OWNER));
    void *at = shmat(id, NULL, 0);
    ok(at != FAILED, "CAP_IPC_OWNER overrides the mode");
    shmdt(at);
    effect(ALL & ~BIT(CAP_IPC_OWNER));
    fails((long)shmat(id, NULL, 0), EACCES, "all others do not");
    effect(ALL);
    discard(id);
}

static int ours, theirs;

static void test_users(void)
{
    struct shmid_ds ds = { 0 };

    seteuid(1000);
    theirs = shmget(IPC_PRIVATE, PAGE, 0600);
    is(in_effect(), 0, "who becomes another user has none in effect");
    seteuid(0);
    ok(in_effect() & BIT(CAP_SETUID), "who comes back has them again");
    seteuid(1001);
    effect(BIT(CAP_SYS_ADMIN));
    fails((long)shmat(theirs, NULL, 0), EACCES,
          "CAP_SYS_ADMIN: no access to others' segments");
    ds.shm_perm.mode = 0660;
    is(shmctl(theirs, IPC_SET, &ds), 0, "but IPC_SET");
    effect(BIT(CAP_IPC_OWNER));
    fails(shmctl(theirs, IPC_RMID, NULL), EPERM, "CAP_IPC_OWNER: no IPC_RMID");
    is(shmctl(theirs, IPC_STAT, &ds), 0, "but IPC_STAT");
    fails(shmctl(theirs, SHM_LOCK, NULL), EPERM, "and no SHM_LOCK");
    effect(BIT(CAP_IPC_LOCK));
    is(shmctl(theirs, SHM_LOCK, NULL), 0, "CAP_IPC_LOCK: SHM_LOCK");
    is(shmctl(theirs, SHM_UNLOCK, NULL), 0, "and SHM_UNLOCK");
    effect(BIT(CAP_SYS_ADMIN));
    fails(shmctl(theirs, SHM_LOCK, NULL), EPERM, "CAP_SYS_ADMIN: no SHM_LOCK");
    is(shmctl(theirs, IPC_RMID, NULL), 0, "but IPC_RMID");
    seteuid(0);
    pid_t pid = fork();
    if (pid == 0) {
        if (setresuid(1000, 1000, 1000) < 0)
            _exit(2);
        effect(ALL);
        _exit(in_effect() != 0);
    }
    waitpid(pid, &ours, 0);
    is(ours, 0, "who leaves root for good has none");
}

static void limit(unsigned long bytes)
{
    struct rlimit l = { bytes, 64 * PAGE };

    if (setrlimit(RLIMIT_MEMLOCK, &l) < 0)
        printf("# cannot set the limit\n");
}

static int lock(int which)
{
    return shmctl(which, SHM_LOCK, NULL);
}

static int unlock(int which)
{
    return shmctl(which, SHM_UNLOCK, NULL);
}

static void lock_one(void)
{
    _exit(lock(ours) != -1 || errno != ENOMEM);
}

static void test_limit(void)
{
    int a = fresh(3 * PAGE - 1), b = fresh(PAGE), c = fresh(5 * PAGE);

    limit(4 * PAGE + 100);
    effect(ALL & ~BIT(CAP_IPC_LOCK));
    is(lock(a), 0, "three pages of four may be locked");
    is(lock(a), 0, "again, which counts but once");
    is(lock(b), 0, "and one more");
    ours = fresh(1);
    fails(lock(ours), ENOMEM, "a byte more is ENOMEM");
    is(stat_of(ours).shm_perm.mode, 0600, "and not locked");
    is(in_child(lock_one), 0, "the user's other processes have no more");
    is(unlock(b), 0, "unlocked");
    is(lock(ours), 0, "there is room for another");
    fails(lock(b), ENOMEM, "and then none");
    discard(ours);
    is(lock(b), 0, "a removed one makes room");
    is(unlock(a) + unlock(b), 0, "all unlocked");
    fails(lock(c), ENOMEM, "five pages are too many at once");
    is(lock(a), 0, "three are not");
    limit(PAGE);
    is(lock(a), 0, "what is locked already stays, whatever the limit");
    is(unlock(a), 0, "till it is unlocked");
    fails(lock(a), ENOMEM, "then the limit counts");
    limit(0);
    fails(lock(a), EPERM, "limit 0 is EPERM");
    fails(lock(a + 1000), EINVAL, "after the id");
    is(unlock(a), 0, "SHM_UNLOCK knows no limit");
    effect(ALL);
    discard(a);
    discard(b);
    discard(c);
}

/* mlock() has the same limit for a process. */
static void test_mlock(void)
{
    int a = fresh(4 * PAGE);
    char *at = shmat(a, NULL, 0);

    limit(2 * PAGE);
    effect(ALL & ~BIT(CAP_IPC_LOCK));
    is(mlock(at, 2 * PAGE), 0, "mlock of two pages of two");
    is(mlock(at, PAGE), 0, "again, of what is locked");
    fails(mlock(at + 2 * PAGE, PAGE), ENOMEM, "a third is ENOMEM");
    is(munlock(at, PAGE), 0, "munlock of one");
    is(mlock(at + 3 * PAGE, PAGE), 0, "there is room for another");
    fails(mlock(at, 2 * PAGE), ENOMEM, "not for two, of which one is locked");
    limit(0);
    fails(mlock(at, PAGE), EPERM, "limit 0 is EPERM");
    is(munlock(at, 4 * PAGE), 0, "munlock knows no limit");
    effect(ALL);
    shmdt(at);
    discard(a);
}

static void test_unlimited(void)
{
    int a = fresh(16 * PAGE);

    limit(PAGE);
    is(lock(a), 0, "CAP_IPC_LOCK knows no limit");
    limit(0);
    is(unlock(a), 0, "even");
    is(lock(a), 0, "when it is 0");
    discard(a);
}

int main(void)
{
    test_calls();
    test_sets();
    test_root_without();
    test_limit();
    test_mlock();
    if (has_users()) {
        test_users();
        test_unlimited();
    } else {
        skip(15, "there is only one user");
    }
    return plan();
}
