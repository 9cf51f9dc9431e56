/* sem.c - System V semaphores: making them, looking at them, setting them,
 * operations that needn't wait, and who may. sem_wait.c has the rest. */
#include "sem.h"

#define PAGE 4096
#define BAD ((void *)8)

static int id;

static void test_get(void)
{
    key_t key = 0x5e4;

    fails(semget(key, -1, 0), EINVAL, "fewer than none: EINVAL, not ENOENT");
    fails(semget(key, 32001, 0), EINVAL, "more than SEMMSL: EINVAL, too");
    fails(semget(key, 3, 0), ENOENT, "an unknown key: ENOENT");
    fails(semget(key, 0, 0), ENOENT, "also for none");
    fails(semget(key, 0, IPC_CREAT), EINVAL, "creating none: EINVAL");
    fails(semget(IPC_PRIVATE, 0, 0), EINVAL, "private ones, too");
    id = semget(key, 3, IPC_CREAT | 01640);
    ok(id >= 0, "semget makes an array");
    is(semget(key, 3, 0), id, "the key finds it");
    is(semget(key, 0, 0), id, "a count of 0 finds it");
    is(semget(key, 2, IPC_CREAT), id, "a smaller count, too");
    is(semget(key, 3, IPC_EXCL), id, "IPC_EXCL alone means nothing");
    fails(semget(key, 4, 0), EINVAL, "a larger count: EINVAL");
    fails(semget(key, 4, IPC_CREAT | IPC_EXCL), EEXIST,
          "CREAT|EXCL: EEXIST, before the count is looked at");
    struct semid_ds ds = stat_of(id);
    is(ds.sem_nsems, 3, "three semaphores");
    is(ds.sem_perm.mode, 0640, "the mode's lower nine bits are as given");
    is(ds.sem_perm.__key, key, "the key, too");
    is(ds.sem_perm.uid, geteuid(), "the caller owns it");
    is(ds.sem_perm.cuid, geteuid(), "and made it");
    is(ds.sem_otime, 0, "no operation yet");
    ok(labs(ds.sem_ctime - time(NULL)) <= 2, "ctime is now");
    ok(value(id, 0) == 0 && value(id, 2) == 0, "the values are 0");
    is(last(id, 1), 0, "nobody's yet");
    int other = fresh(3), third = fresh(32000);
    ok(other >= 0 && other != id, "IPC_PRIVATE makes another");
    is(value(third, 31999), 0, "32,000 semaphores can be had");
    is(semctl(third, 0, IPC_RMID), 0, "and removed");
    fails(semctl(third, 0, IPC_RMID), EINVAL, "once");
    discard(other);
}

static void test_remove(void)
{
    struct semid_ds ds;
    int old = id;

    is(semctl(id, 77, IPC_RMID), 0, "IPC_RMID removes, whatever the number");
    fails(semctl(id, 0, IPC_STAT, &ds), EINVAL, "its id: EINVAL for IPC_STAT");
    fails(value(id, 0), EINVAL, "for GETVAL");
    fails(op(id, 0, 1, 0), EINVAL, "for semop");
    fails(semget(0x5e4, 0, 0), ENOENT, "and its key ENOENT");
    id = semget(0x5e4, 3, IPC_CREAT | 0600);
    ok(id != old, "the next has another id");
    fails(value(old, 0), EINVAL, "and the old one stays stale");
}

static void test_values(void)
{
    is(set(id, 1, 32767), 0, "SETVAL");
    is(value(id, 1), 32767, "GETVAL, the highest");
    is(last(id, 1), getpid(), "GETPID: who set it");
    is(last(id, 0), 0, "not its neighbour");
    fails(set(id, 1, 32768), ERANGE, "one more: ERANGE");
    fails(set(id, 1, -1), ERANGE, "less than none: ERANGE");
    fails(set(0x7fffffff, 1, -1), ERANGE, "also for an unknown id");
    fails(set(-1, 1, -1), EINVAL, "but EINVAL for one below 0");
    fails(set(id, 3, 0), EINVAL, "there is no fourth: EINVAL");
    fails(set(id, -1, 0), EINVAL, "nor one before the first");
    fails(value(id, 3), EINVAL, "for GETVAL, too");
    fails(value(id, -1), EINVAL, "on either side");
    is(value(id, 1), 32767, "all that changed nothing");
    is(syscall(SYS_semctl, id, 1, SETVAL, 0x700000005), 0,
       "SETVAL takes 32 bits");
    is(value(id, 1), 5, "no more");
    is(semctl(id, 1, GETNCNT), 0, "nobody waits for more");
    is(semctl(id, 1, GETZCNT), 0, "nor for zero");
    fails(semctl(id, 3, GETZCNT), EINVAL, "nor is there a fourth to wait for");
    fails(semctl(id, 0, 77), EINVAL, "an unknown command: EINVAL");
    fails(semctl(id, 0, -1), EINVAL, "a negative one, too");
    fails(syscall(SYS_semctl, id, 0, IPC_STAT | 0x100, BAD), EINVAL,
          "IPC_64 is not for this machine");
}

/* An array whose end no page follows. */
static unsigned short *before_hole(int count)
{
    char *two = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    munmap(two + PAGE, PAGE);
    return (unsigned short *)(two + PAGE) - count;
}

static void test_all(void)
{
    unsigned short values[3] = { 1, 2, 3 }, back[3] = { 0 };
    unsigned short high[3] = { 7, 7, 32768 }, *edge = before_hole(2);

    is(semctl(id, 99, SETALL, values), 0, "SETALL, whatever the number");
    is(semctl(id, -5, GETALL, back), 0, "GETALL, too");
    ok(memcmp(values, back, sizeof(back)) == 0, "gives what was set");
    is(last(id, 2), getpid(), "all are mine now");
    fails(semctl(id, 0, SETALL, high), ERANGE, "one is too high: ERANGE");
    fails(semctl(id, 0, SETALL, BAD), EFAULT, "a bad address: EFAULT");
    edge[0] = edge[1] = 9;
    fails(semctl(id, 0, SETALL, edge), EFAULT, "one that goes bad: EFAULT");
    semctl(id, 0, GETALL, back);
    ok(memcmp(values, back, sizeof(back)) == 0, "none of them was set");
    fails(semctl(id, 0, GETALL, BAD), EFAULT, "nowhere to put them: EFAULT");
    fails(semctl(id, 0, GETALL, edge), EFAULT, "no room for all: EFAULT");
    fails(semctl(0x7fffffff, 0, SETALL, BAD), EINVAL, "the id comes first");
    is(stat_of(id).sem_otime, 0, "all that was no operation");
}

static void test_change(void)
{
    struct semid_ds ds = stat_of(id), old = ds;

    fails(semctl(id, 0, IPC_STAT, BAD), EFAULT, "IPC_STAT to nowhere: EFAULT");
    fails(semctl(0x7fffffff, 0, IPC_SET, BAD), EFAULT,
          "IPC_SET reads before it looks for the id");
    ds.sem_perm.mode = 07604;
    ds.sem_perm.__key = 1;
    ds.sem_perm.cuid = 5;
    ds.sem_nsems = 9;
    ds.sem_otime = ds.sem_ctime = 1;
    is(semctl(id, 0, IPC_SET, &ds), 0, "IPC_SET");
    ds = stat_of(id);
    is(ds.sem_perm.mode, 0604, "changes the permissions");
    is(ds.sem_perm.__key, old.sem_perm.__key, "not the key");
    is(ds.sem_perm.cuid, old.sem_perm.cuid, "nor the creator");
    is(ds.sem_nsems, 3, "nor how many they are");
    is(ds.sem_otime, 0, "nor the times");
    ok(ds.sem_ctime >= old.sem_ctime, "but for its own");
    ds.sem_perm.uid = -1;
    fails(semctl(id, 0, IPC_SET, &ds), EINVAL, "no user: EINVAL");
    ds.sem_perm.uid = 0;
    ds.sem_perm.gid = -1;
    fails(semctl(id, 0, IPC_SET, &ds), EINVAL, "no group: EINVAL");
    fails(semctl(0x7fffffff, 0, IPC_SET, &ds), EINVAL, "no array: EINVAL");
}

static void test_info(void)
{
    struct seminfo info, usage;
    struct semid_ds ds;
    int slot = id % 32768, more = fresh(5);

    memset(&info, 0, sizeof(info));
    is(semctl(0, 0, IPC_INFO, &info), more % 32768,
       "IPC_INFO returns the highest slot");
    ok(info.semmni == 32000 && info.semmns == 1024000000 &&
       info.semmsl == 32000 && info.semopm == 500, "its four limits");
    ok(info.semvmx == 32767 && info.semaem == 32767, "and what values may be");
    ok(info.semmap == 1024000000 && info.semmnu == 1024000000 &&
       info.semume == 500 && info.semusz == 20, "and what means nothing");
    is(semctl(0, 0, SEM_INFO, &usage), more % 32768, "SEM_INFO, too");
    is(usage.semusz, 2, "there are two arrays");
    is(usage.semaem, 8, "of eight semaphores");
    fails(semctl(0, 0, IPC_INFO, BAD), EFAULT, "IPC_INFO to nowhere: EFAULT");
    fails(semctl(-1, 0, IPC_INFO, &info), EINVAL, "id -1: EINVAL");
    is(semctl(slot, 0, SEM_STAT, &ds), id, "SEM_STAT takes a slot");
    is(ds.sem_nsems, 3, "and tells of it");
    is(semctl(more, 0, SEM_STAT_ANY, &ds), more, "SEM_STAT_ANY, too");
    is(ds.sem_nsems, 5, "of the other");
    fails(semctl(slot, 0, SEM_STAT, BAD), EFAULT, "to nowhere: EFAULT");
    discard(more);
    fails(semctl(more, 0, SEM_STAT, &ds), EINVAL, "an empty slot: EINVAL");
}

static long timed(int which, struct sembuf *ops, size_t count, void *timeout)
{
    return syscall(SYS_semtimedop, which, ops, count, timeout);
}

static void test_order_of_checks(void)
{
    static struct sembuf many[501];
    struct sembuf far = { 3, 1, 0 };
    struct timespec minus = { -1, 0 }, big = { 0, 1000000000 }, none = { 0, 0 };

    fails(timed(id, BAD, 501, BAD), EFAULT, "a bad timeout: EFAULT");
    fails(timed(id, BAD, 501, &minus), E2BIG, "501 operations: E2BIG");
    fails(timed(id, BAD, 0, &minus), EINVAL, "none: EINVAL");
    fails(timed(-1, BAD, 1, &minus), EFAULT, "bad operations: EFAULT");
    fails(timed(-1, many, 1, NULL), EINVAL, "id -1: EINVAL");
    fails(timed(id, &far, 1, &minus), EINVAL, "minus a second: EINVAL");
    fails(timed(id, &far, 1, &big), EINVAL, "a billion nanoseconds: EINVAL");
    fails(timed(0x7fffffff, &far, 1, &none), EINVAL, "no array: EINVAL");
    fails(timed(id, &far, 1, &none), EFBIG, "no fourth semaphore: EFBIG");
    for (int i = 0; i < 500; i++)
        many[i] = (struct sembuf){ 0, 1, 0 };
    set(id, 0, 0);
    is(semop(id, many, 500), 0, "500 operations are no trouble");
    is(value(id, 0), 500, "all of them count");
    is(timed(id, many, 1ul << 32 | 1, NULL), 0, "their number has 32 bits");
    is(value(id, 0), 501, "no more");
}

static void test_operations(void)
{
    struct timespec none = { 0, 0 };
    struct sembuf zero = { 1, 0, 0 }, take = { 1, -1, 0 };

    set(id, 1, 0);
    is(op(id, 1, 3, 0), 0, "+3");
    is(value(id, 1), 3, "makes 3");
    is(op(id, 1, -2, 0), 0, "-2");
    is(value(id, 1), 1, "leaves 1");
    fails(op(id, 1, -2, IPC_NOWAIT), EAGAIN, "-2 again: EAGAIN");
    fails(op(id, 1, 0, IPC_NOWAIT), EAGAIN, "it isn't 0: EAGAIN");
    fails(op(id, 1, -32768, IPC_NOWAIT), EAGAIN, "the most there is to take");
    fails(op(id, 1, 32767, 0), ERANGE, "too much: ERANGE");
    is(value(id, 1), 1, "nothing came of those");
    is(op(id, 1, -1, 0), 0, "-1");
    is(op(id, 1, 0, 0), 0, "now it is 0");
    fails(timed(id, &take, 1, &none), EAGAIN, "no time to wait: EAGAIN");
    is(timed(id, &zero, 1, &none), 0, "nor any needed");
    ok(labs(stat_of(id).sem_otime - time(NULL)) <= 2, "otime is now");
}

static void test_atomic(void)
{
    struct sembuf half[] = { { 0, 1, 0 }, { 1, -5, IPC_NOWAIT } };
    struct sembuf in_order[] = { { 0, -1, IPC_NOWAIT }, { 0, 1, 0 } };
    struct sembuf self[] = { { 0, 1, 0 }, { 0, -1, 0 }, { 0, 0, 0 } };
    struct sembuf lock[] = { { 0, 0, 0 }, { 0, 1, 0 } };
    struct sembuf high[] = { { 0, 5, 0 }, { 1, 1, 0 }, { 0, -5, 0 },
                             { 2, 32767, 0 }, { 2, 1, 0 } };
    unsigned short zeros[3] = { 0 }, back[3];

    semctl(id, 0, SETALL, zeros);
    fails(semop(id, half, 2), EAGAIN, "half of it can be done: EAGAIN");
    is(value(id, 0), 0, "and isn't");
    fails(semop(id, in_order, 2), EAGAIN, "-1, +1 at 0: EAGAIN");
    is(semop(id, self, 3), 0, "+1, -1, 0: each sees those before");
    fails(semop(id, high, 5), ERANGE, "the last of five fails: ERANGE");
    semctl(id, 0, GETALL, back);
    ok(memcmp(zeros, back, sizeof(back)) == 0, "and none was done");
    is(semop(id, lock, 2), 0, "wait for 0, then +1");
    lock[0].sem_flg = IPC_NOWAIT;
    fails(semop(id, lock, 2), EAGAIN, "makes a lock");
    is(op(id, 0, -1, 0), 0, "that can be opened");
    pid_t child = caller(id, self, 3);
    is(outcome(child), 0, "another process may operate");
    is(last(id, 0), child, "and was the last to do so");
    child = caller(id, self + 2, 1);
    outcome(child);
    is(last(id, 0), child, "also by waiting for 0");
}

/* --- other users ---------------------------------------------------------- */

static key_t key = 0x5e5;
static struct seminfo room;

/* What a call of user 1000's comes to: 0, or its errno. */
#define AS_USER(call) ({ \
    fflush(stdout); \
    pid_t child = fork(); \
    if (child == 0) { \
        be_another(); \
        _exit((call) < 0 ? errno : 0); \
    } \
    outcome(child); })

static void permit(int mode, int uid, int gid)
{
    struct semid_ds ds;

    ds.sem_perm.mode = mode;
    ds.sem_perm.uid = uid;
    ds.sem_perm.gid = gid;
    semctl(id, 0, IPC_SET, &ds);
}

static void test_stranger(void)
{
    struct semid_ds ds = stat_of(id);

    is(AS_USER(semget(key, 0, 0)), 0, "anybody gets the id");
    is(AS_USER(semget(key, 0, 0400)), EACCES, "unless he asks for rights");
    is(AS_USER(semget(key, 9, 0400)), EINVAL, "or for too many, first");
    is(AS_USER(value(id, 0)), EACCES, "GETVAL: EACCES");
    is(AS_USER(value(id, 9)), EACCES, "whatever the number");
    is(AS_USER(set(id, 0, 1)), EACCES, "SETVAL: EACCES");
    is(AS_USER(set(id, 9, 1)), EINVAL, "but EINVAL if there is no such");
    is(AS_USER(semctl(id, 0, GETALL, BAD)), EACCES, "GETALL: EACCES");
    is(AS_USER(semctl(id, 0, SETALL, BAD)), EACCES, "SETALL: EACCES");
    is(AS_USER(semctl(id, 0, IPC_STAT, &ds)), EACCES, "IPC_STAT: EACCES");
    is(AS_USER(semctl(id % 32768, 0, SEM_STAT, &ds)), EACCES, "SEM_STAT, too");
    is(AS_USER(semctl(id % 32768, 0, SEM_STAT_ANY, &ds)), 0,
       "SEM_STAT_ANY tells everybody");
    is(AS_USER(semctl(0, 0, SEM_INFO, &room)), 0, "so does SEM_INFO");
    is(AS_USER(op(id, 0, 1, 0)), EACCES, "semop: EACCES");
    is(AS_USER(op(id, 0, 0, 0)), EACCES, "also to wait for 0");
    is(AS_USER(op(id, 9, 1, 0)), EFBIG, "but EFBIG comes first");
    is(AS_USER(semctl(id, 0, IPC_RMID)), EPERM, "IPC_RMID: EPERM");
    is(AS_USER(semctl(id, 0, IPC_SET, &ds)), EPERM, "IPC_SET: EPERM");
    ds.sem_perm.uid = -1;
    is(AS_USER(semctl(id, 0, IPC_SET, &ds)), EPERM, "whatever it is set to");
}

static void test_permitted(void)
{
    permit(0604, 0, 0);
    is(AS_USER(value(id, 0)), 0, "with 4: GETVAL");
    is(AS_USER(op(id, 0, 0, 0)), 0, "waiting for 0");
    is(AS_USER(op(id, 0, 1, 0)), EACCES, "no +1");
    is(AS_USER(set(id, 0, 1)), EACCES, "no SETVAL");
    is(AS_USER(semctl(id, 0, SETALL, BAD)), EACCES, "no SETALL");
    permit(0602, 0, 0);
    is(AS_USER(value(id, 0)), EACCES, "with 2: no GETVAL");
    is(AS_USER(op(id, 0, 0, 0)), EACCES, "no waiting for 0");
    is(AS_USER(op(id, 0, 1, 0)), 0, "but +1");
    is(AS_USER(set(id, 0, 0)), 0, "and SETVAL");
    permit(0060, 0, 1000);
    is(AS_USER(op(id, 0, 1, 0)), 0, "a group has its own bits");
    is(AS_USER(semctl(id, 0, IPC_RMID)), EPERM, "but can't remove");
    permit(0066, 1000, 0);
    is(AS_USER(value(id, 0)), EACCES, "an owner has no others");
    is(AS_USER(semctl(id, 0, IPC_RMID)), 0, "but may remove");
}

int main(void)
{
    test_get();
    test_remove();
    test_values();
    test_all();
    test_change();
    test_info();
    test_order_of_checks();
    test_operations();
    test_atomic();
    discard(id);
    if (has_users()) {
        id = semget(key, 3, IPC_CREAT | 0600);
        test_stranger();
        test_permitted();
    } else {
        skip(32, "this user can be no other");
    }
    return plan();
}
