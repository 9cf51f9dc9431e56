/* shm_ctl.c - shmctl(2): its commands, in which order they refuse, and what
 * they write byte for byte. Who may, shm_users.c asks. */
#include "shm.h"
#include <sys/syscall.h>

#define BAD ((void *)8)
#define BIG 200

static int id;
static unsigned char raw[BIG];

static long control(long which, long command, void *buf)
{
    return syscall(SYS_shmctl, which, command, buf);
}

/* How many bytes the command writes, if all of them in a row. */
static int written(int command)
{
    unsigned char again[BIG];
    int first = BIG, last = -1;

    memset(raw, 0xa5, BIG);
    memset(again, 0x5a, BIG);
    if (control(id, command, raw) < 0 || control(id, command, again) < 0)
        return -1;
    for (int i = 0; i < BIG; i++)
        if (raw[i] == again[i]) {
            first = i < first ? i : first;
            last = i;
        }
    return first == 0 ? last + 1 : -1;
}

static uint64_t number(int at, int size)
{
    uint64_t n = 0;

    memcpy(&n, raw + at, size);
    return n;
}

static int zeros(int from, int to)
{
    while (from < to && raw[from] == 0)
        from++;
    return from == to;
}

static void test_stat(void)
{
    id = shmget(0x7101, 5000, IPC_CREAT | 0640);
    shmat(id, NULL, 0);
    is(written(IPC_STAT), 112, "IPC_STAT writes 112 bytes");
    is(number(0, 4), 0x7101, "the key at 0");
    is(number(4, 4), geteuid(), "uid at 4");
    is(number(8, 4), getegid(), "gid at 8");
    is(number(12, 4), geteuid(), "cuid at 12");
    is(number(16, 4), getegid(), "cgid at 16");
    is(number(20, 4), 0640, "the mode at 20");
    is(number(24, 2), id >> 15, "the sequence number at 24");
    ok(zeros(26, 48), "zeros from 26 to 47");
    is(number(48, 8), 5000, "the size at 48");
    ok(labs((long)number(56, 8) - time(NULL)) <= 2, "atime at 56");
    is(number(64, 8), 0, "dtime at 64");
    ok(labs((long)number(72, 8) - time(NULL)) <= 2, "ctime at 72");
    is(number(80, 4), getpid(), "cpid at 80");
    is(number(84, 4), getpid(), "lpid at 84");
    is(number(88, 8), 1, "nattch at 88");
    ok(zeros(96, 112), "zeros from 96 on");
    is(written(SHM_STAT), 112, "SHM_STAT writes as much");
    is(number(48, 8), 5000, "the same");
    is(written(SHM_STAT_ANY), 112, "so does SHM_STAT_ANY");
    is(number(48, 8), 5000, "the same");
    discard(id);
}

static void test_stat_by_index(void)
{
    struct shmid_ds ds;
    int index = id & 0x7fff;

    id = fresh(1);
    index = id & 0x7fff;
    is(shmctl(index, SHM_STAT, &ds), id, "SHM_STAT returns the id");
    is(ds.shm_segsz, 1, "of the segment at that index");
    is(shmctl(7 << 15 | index, SHM_STAT, &ds), id,
       "whatever the sequence number");
    is(shmctl(7 << 15 | index, SHM_STAT_ANY, &ds), id, "SHM_STAT_ANY as well");
    fails(shmctl(7 << 15 | index, IPC_STAT, &ds), EINVAL, "IPC_STAT not");
    fails(shmctl(index + 1, SHM_STAT, &ds), EINVAL, "an empty one is EINVAL");
    fails(shmctl(32767, SHM_STAT, &ds), EINVAL, "far ones too");
    fails(shmctl(index + 1, SHM_STAT_ANY, &ds), EINVAL, "for both");
    discard(id);
    fails(shmctl(index, SHM_STAT, &ds), EINVAL, "so is one that was removed");
}

static void test_info(void)
{
    int shm_info_size = 48;

    is(shmctl(0, IPC_INFO, (void *)raw), 0, "IPC_INFO without segments is 0");
    is(shmctl(0, SHM_INFO, (void *)raw), 0, "SHM_INFO too");
    id = 0;
    is(written(IPC_INFO), 72, "IPC_INFO writes 72 bytes");
    ok(number(0, 8) == 0xfffffffffeffffff, "SHMMAX at 0");
    is(number(8, 8), 1, "SHMMIN at 8");
    is(number(16, 8), 4096, "SHMMNI at 16");
    is(number(24, 8), 4096, "SHMSEG, the same, at 24");
    ok(number(32, 8) == 0xfffffffffeffffff, "SHMALL at 32");
    ok(zeros(40, 72), "zeros from 40 on");
    int a = fresh(3 * PAGE + 1), b = fresh(1);
    char *at = shmat(a, NULL, 0);
    at[0] = at[PAGE] = 1;
    is(written(SHM_INFO), shm_info_size, "SHM_INFO writes 48");
    is(number(0, 8), 2, "two segments at 0");
    is(number(8, 8), 5, "their pages, rounded up, at 8");
    is(number(16, 8), 2, "those in memory at 16");
    ok(zeros(24, 48), "zeros for what was swapped");
    is(shmctl(0, SHM_INFO, (void *)raw), b & 0x7fff, "the highest index");
    is(shmctl(0, IPC_INFO, (void *)raw), b & 0x7fff, "from both");
    is(shmctl(12345, IPC_INFO, (void *)raw), b & 0x7fff, "whatever the id");
    is(shmctl(12345, SHM_INFO, (void *)raw), b & 0x7fff, "for both");
    shmdt(at);
    discard(b);
    is(shmctl(0, SHM_INFO, (void *)raw), a & 0x7fff,
       "lower when that is removed");
    is(number(16, 8), 2, "pages stay without an attachment");
    discard(a);
}

static void test_set(void)
{
    struct shmid_ds ds, set;

    id = shmget(0x7102, 100, IPC_CREAT | 0600);
    void *at = shmat(id, NULL, 0);
    set = stat_of(id);
    set.shm_perm.mode = 07604;
    set.shm_perm.__key = 99;
    set.shm_perm.cuid = 5;
    set.shm_perm.cgid = 6;
    set.shm_segsz = 1;
    set.shm_nattch = 77;
    set.shm_cpid = set.shm_lpid = 1;
    set.shm_atime = set.shm_ctime = 12345;
    is(shmctl(id, IPC_SET, &set), 0, "IPC_SET");
    ds = stat_of(id);
    is(ds.shm_perm.mode, 0604, "sets nine bits of the mode");
    is(ds.shm_perm.__key, 0x7102, "not the key");
    is(ds.shm_perm.cuid, geteuid(), "not the creator");
    is(ds.shm_perm.cgid, getegid(), "nor his group");
    is(ds.shm_segsz, 100, "not the size");
    is(ds.shm_nattch, 1, "not nattch");
    is(ds.shm_cpid, getpid(), "not cpid");
    ok(ds.shm_atime != 12345, "not atime");
    ok(ds.shm_ctime != 12345, "nor ctime as it is given");
    set.shm_perm.uid = -1;
    fails(shmctl(id, IPC_SET, &set), EINVAL, "user -1 is EINVAL");
    set.shm_perm.uid = geteuid();
    set.shm_perm.gid = -1;
    fails(shmctl(id, IPC_SET, &set), EINVAL, "so is group -1");
    set.shm_perm.gid = getegid();
    set.shm_perm.mode = 0;
    discard(id);
    shmctl(id, SHM_LOCK, NULL);
    is(shmctl(id, IPC_SET, &set), 0, "one that is removed can be set");
    is(stat_of(id).shm_perm.mode, SHM_DEST | SHM_LOCKED,
       "it stays removed, and locked");
    shmdt(at);
}

static void test_lock(void)
{
    id = fresh(PAGE);
    is(shmctl(id, SHM_LOCK, NULL), 0, "SHM_LOCK");
    is(stat_of(id).shm_perm.mode, SHM_LOCKED | 0600, "shows in the mode");
    is(shmctl(id, SHM_LOCK, NULL), 0, "can be repeated");
    is(shmctl(id, SHM_UNLOCK, NULL), 0, "SHM_UNLOCK");
    is(stat_of(id).shm_perm.mode, 0600, "takes it off");
    is(shmctl(id, SHM_UNLOCK, NULL), 0, "can be repeated, too");
    is(shmctl(id, SHM_LOCK, BAD), 0, "nothing is read from the buffer");
    discard(id);
}

static void test_order(void)
{
    struct shmid_ds ds;

    id = fresh(PAGE);
    fails(shmctl(-1, IPC_STAT, &ds), EINVAL, "id -1 is EINVAL for IPC_STAT");
    fails(shmctl(-1, IPC_INFO, &ds), EINVAL, "for IPC_INFO");
    fails(shmctl(-1, SHM_INFO, &ds), EINVAL, "for SHM_INFO");
    fails(shmctl(-1, SHM_STAT, &ds), EINVAL, "for SHM_STAT");
    fails(shmctl(-1, IPC_SET, BAD), EINVAL, "for IPC_SET, before EFAULT");
    fails(shmctl(id, -1, &ds), EINVAL, "command -1 is EINVAL");
    fails(shmctl(id, 4, &ds), EINVAL, "command 4");
    fails(shmctl(id, 10, &ds), EINVAL, "command 10");
    fails(shmctl(id, 16, &ds), EINVAL, "command 16");
    fails(shmctl(id, 77, BAD), EINVAL, "command 77, before EFAULT");
    fails(control(id, IPC_STAT | 0x100, &ds), EINVAL, "IPC_64 is no flag here");
    fails(control(id, IPC_SET | 0x100, &ds), EINVAL, "for no command");
    fails(control(id, IPC_RMID | 0x100, &ds), EINVAL, "of these");
    is(control(1l << 32 | id, 1l << 32 | IPC_STAT, &ds), 0,
       "32 bits of id and command count");
    fails(shmctl(id, IPC_STAT, BAD), EFAULT, "a bad buffer is EFAULT");
    fails(shmctl(id, IPC_STAT, NULL), EFAULT, "so is none");
    fails(shmctl(id + 1, IPC_STAT, BAD), EINVAL, "a bad id comes first");
    fails(shmctl(id & 0x7fff, SHM_STAT, BAD), EFAULT, "SHM_STAT: EFAULT");
    fails(shmctl(99, SHM_STAT, BAD), EINVAL, "SHM_STAT: a bad index first");
    fails(shmctl(id & 0x7fff, SHM_STAT_ANY, BAD), EFAULT,
          "SHM_STAT_ANY: EFAULT");
    fails(shmctl(id, IPC_SET, BAD), EFAULT, "IPC_SET: EFAULT");
    fails(shmctl(id + 1, IPC_SET, BAD), EFAULT, "IPC_SET: before a bad id");
    fails(shmctl(id + 1, IPC_SET, &ds), EINVAL, "IPC_SET: a bad id");
    fails(shmctl(0, IPC_INFO, BAD), EFAULT, "IPC_INFO: EFAULT");
    fails(shmctl(0, SHM_INFO, BAD), EFAULT, "SHM_INFO: EFAULT");
    fails(shmctl(id + 1, SHM_LOCK, NULL), EINVAL, "SHM_LOCK: a bad id");
    fails(shmctl(id + 1, SHM_UNLOCK, NULL), EINVAL, "SHM_UNLOCK: a bad id");
    fails(shmctl(id + 1, IPC_RMID, NULL), EINVAL, "IPC_RMID: a bad id");
    is(shmctl(id, IPC_RMID, BAD), 0, "IPC_RMID reads no buffer");
    fails(shmctl(id, IPC_RMID, NULL), EINVAL, "twice is EINVAL, not EIDRM");
    fails(shmctl(id, IPC_STAT, &ds), EINVAL, "so is looking at it");
    fails(shmctl(id, SHM_LOCK, NULL), EINVAL, "and locking it");
}

int main(void)
{
    test_info();
    test_stat();
    test_stat_by_index();
    test_set();
    test_lock();
    test_order();
    return plan();
}
