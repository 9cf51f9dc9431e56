/* shm.c - System V shared memory, the core; each known defect of other small
 * kernels has its test here. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096
#define FAILED ((void *)-1)

static int id;
static volatile int *word;

static struct shmid_ds stat_of(int which)
{
    struct shmid_ds ds;

    memset(&ds, 0xff, sizeof(ds));
    if (shmctl(which, IPC_STAT, &ds) < 0)
        ds.shm_nattch = -1;
    return ds;
}

static long nattch(int which)
{
    return stat_of(which).shm_nattch;
}

static int fresh(size_t size)
{
    return shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
}

static void remove_segment(int which)
{
    shmctl(which, IPC_RMID, NULL);
}

static void test_get(void)
{
    key_t key = 0x1234;
    int a = shmget(key, 5000, IPC_CREAT | 0640), b = fresh(1);

    ok(a >= 0, "shmget makes a segment");
    is(shmget(key, 5000, 0), a, "the key finds it");
    is(shmget(key, 0, 0), a, "size 0 finds it too");
    is(shmget(key, 100, IPC_CREAT), a, "a smaller size finds it");
    fails(shmget(key, 5001, 0), EINVAL, "a larger size is EINVAL");
    fails(shmget(key, 5001, IPC_CREAT | IPC_EXCL), EEXIST,
          "CREAT|EXCL is EEXIST, before the size is looked at");
    fails(shmget(0x4321, 5000, 0), ENOENT, "an unknown key is ENOENT");
    fails(shmget(0x4321, 0, IPC_CREAT), EINVAL, "creating size 0 is EINVAL");
    fails(shmget(IPC_PRIVATE, 0, 0), EINVAL, "private size 0 is EINVAL");
    ok(b != a, "IPC_PRIVATE is another segment each time");
    struct shmid_ds ds = stat_of(a);
    is(ds.shm_segsz, 5000, "the size is as asked for, not rounded");
    is(ds.shm_perm.mode, 0640, "the mode is as given");
    is(ds.shm_cpid, getpid(), "cpid is the creator");
    is(ds.shm_lpid, 0, "lpid is 0");
    is(ds.shm_nattch, 0, "nattch is 0");
    is(ds.shm_atime, 0, "atime is 0");
    is(ds.shm_dtime, 0, "dtime is 0");
    ok(labs(ds.shm_ctime - time(NULL)) <= 2, "ctime is now");
    is(shmctl(a, IPC_RMID, NULL), 0, "IPC_RMID removes it");
    fails(shmget(key, 5000, 0), ENOENT, "its key is gone");
    fails(shmctl(a, IPC_STAT, &ds), EINVAL, "its id is EINVAL");
    fails((long)shmat(a, NULL, 0), EINVAL, "attaching the stale id is EINVAL");
    is(shmctl(b, IPC_RMID, NULL), 0, "the other is still there");
}

static void test_attach(void)
{
    id = fresh(3 * PAGE - 100);
    char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, 0);

    ok(a != FAILED && b != FAILED, "a segment can be attached twice");
    ok(a != b, "at two addresses");
    int zero = 1;
    for (int i = 0; i < 3 * PAGE; i++)
        zero = zero && a[i] == 0;
    ok(zero, "it is filled with zeros");
    a[0] = 'x';
    a[3 * PAGE - 1] = 'y';
    ok(b[0] == 'x', "what one address writes, the other reads");
    ok(b[3 * PAGE - 1] == 'y', "also in the tail of the last page");
    is(nattch(id), 2, "nattch is 2");
    is(stat_of(id).shm_lpid, getpid(), "lpid is the attacher");
    ok(stat_of(id).shm_atime != 0, "atime is set");
    fails(shmdt(a + PAGE), EINVAL, "shmdt of an inner address is EINVAL");
    fails(shmdt(a + 1), EINVAL, "shmdt of a misaligned address is EINVAL");
    fails(shmdt(&id), EINVAL, "shmdt of other memory is EINVAL");
    fails(shmdt(NULL), EINVAL, "shmdt(NULL) is EINVAL");
    is(nattch(id), 2, "failed detaches change nothing");
    is(shmdt(a), 0, "shmdt detaches");
    is(nattch(id), 1, "nattch is 1");
    ok(stat_of(id).shm_dtime != 0, "dtime is set");
    fails(shmdt(a), EINVAL, "a second shmdt is EINVAL");
    is(b[0], 'x', "the other attachment stays");
    is(shmdt(b), 0, "and is detached");
    a = shmat(id, NULL, 0);
    is(a[0], 'x', "the content survives the last detach");
    shmdt(a);
    remove_segment(id);
}

static void test_addresses(void)
{
    id = fresh(2 * PAGE);
    char *hole = mmap(NULL, 16 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);

    munmap(hole, 16 * PAGE);
    fails((long)shmat(id, hole + 123, 0), EINVAL,
          "a misaligned address is EINVAL");
    ok(shmat(id, hole + 123, SHM_RND) == hole, "SHM_RND rounds it down");
    fails((long)shmat(id, hole + PAGE, 0), EINVAL,
          "an address inside an attachment is EINVAL");
    fails((long)shmat(id, hole - PAGE, 0), EINVAL,
          "so is one whose end overlaps it");
    is(nattch(id), 1, "failed attaches are not counted");
    ok(shmat(id, hole + 2 * PAGE, 0) == hole + 2 * PAGE,
       "right behind it is free");
    ok(shmat(id, hole + PAGE, SHM_REMAP) == hole + PAGE,
       "SHM_REMAP replaces what is there");
    is(nattch(id), 3, "pieces of the old ones are counted");
    fails((long)shmat(id, NULL, SHM_REMAP), EINVAL,
          "SHM_REMAP without an address is EINVAL");
    fails((long)shmat(id, (void *)0x800000000000, 0), ENOMEM,
          "an address beyond user memory is ENOMEM");
    fails((long)shmat(-1, NULL, 0), EINVAL, "id -1 is EINVAL");
    fails((long)shmat(id + 32768, NULL, 0), EINVAL,
          "an id with another sequence number is EINVAL");
    is(shmdt(hole), 0, "detach the first, cut by SHM_REMAP");
    is(shmdt(hole + PAGE), 0, "detach the one in the middle");
    is(shmdt(hole + 2 * PAGE), 0, "detach the last, whose head is gone");
    is(nattch(id), 0, "nothing is left");
    remove_segment(id);
}

static void write_word(void)
{
    *word = 1;
}

static void read_word(void)
{
    (void)*word;
}

static void test_read_only(void)
{
    id = fresh(PAGE);
    volatile int *rw = shmat(id, NULL, 0);

    word = shmat(id, NULL, SHM_RDONLY);
    *rw = 42;
    is(*word, 42, "a read-only attachment reads");
    dies(write_word, SIGSEGV, "writing through it dies of SIGSEGV");
    fails(mprotect((void *)word, PAGE, PROT_READ | PROT_WRITE), EACCES,
          "mprotect cannot open it");
    int fd[2];
    char c = 'c';
    if (pipe(fd) < 0 || write(fd[1], &c, 1) != 1)
        return;
    fails(read(fd[0], (void *)word, 1), EFAULT,
          "the kernel does not write through it either");
    is(write(fd[1], (void *)word, 4), 4, "but reads through it");
    close(fd[0]);
    close(fd[1]);
    shmdt((void *)word);
    dies(read_word, SIGSEGV, "access after shmdt dies of SIGSEGV");
    shmdt((void *)rw);
    remove_segment(id);
}

static void child_adds(void)
{
    for (int i = 0; i < 1000; i++)
        __atomic_fetch_add(word, 1, __ATOMIC_SEQ_CST);
}

static void test_fork(void)
{
    int fd[2];
    char c;

    id = fresh(PAGE);
    word = shmat(id, NULL, 0);
    in_child(child_adds);
    is(*word, 1000, "a forked child writes the same memory");
    is(nattch(id), 1, "its attachment went with it");
    if (pipe(fd) < 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(fd[1]);
        _exit(read(fd[0], &c, 1) != 0);
    }
    is(nattch(id), 2, "fork counts");
    is(stat_of(id).shm_lpid, getpid(), "fork's lpid is the parent");
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    is(nattch(id), 1, "a killed attacher is counted out");
    is(stat_of(id).shm_lpid, pid, "lpid is the dead process");
    pid = fork();
    if (pid == 0)
        _exit(0);
    while (nattch(id) != 1)
        usleep(1000);
    is(nattch(id), 1, "exit detaches before the parent waits");
    waitpid(pid, NULL, 0);
    pid = fork();
    if (pid == 0) {
        shmdt((void *)word);
        _exit(nattch(id) != 1);
    }
    int status;
    waitpid(pid, &status, 0);
    is(status, 0, "the child's detach leaves the parent's");
    pid = vfork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    is(nattch(id), 1, "vfork does not count");
    close(fd[0]);
    close(fd[1]);
    shmdt((void *)word);
    remove_segment(id);
}

/* Runs again as `shm count ID`, to see that exec has detached. */
static int counted(const char *which)
{
    return nattch(atoi(which)) == 0 ? 0 : 1;
}

static void test_exec(const char *self)
{
    char text[20];
    int status;

    id = fresh(PAGE);
    snprintf(text, sizeof(text), "%d", id);
    pid_t pid = fork();
    if (pid == 0) {
        shmat(id, NULL, 0);
        execl("/does/not/exist", "x", (char *)NULL);
        if (nattch(id) != 1)
            _exit(2);
        execl(self, self, "count", text, (char *)NULL);
        _exit(3);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "exec detaches; a failed exec does not");
    remove_segment(id);
}

static void test_remove(void)
{
    key_t key = 0x5555;
    struct shmid_ds ds;

    id = shmget(key, PAGE, IPC_CREAT | 0600);
    word = shmat(id, NULL, 0);
    *word = 7;
    is(shmctl(id, IPC_RMID, NULL), 0, "an attached segment can be removed");
    is(*word, 7, "its memory stays");
    fails(shmget(key, PAGE, 0), ENOENT, "its key is hidden");
    ds = stat_of(id);
    is(ds.shm_perm.mode, 01600, "the mode says SHM_DEST");
    is(ds.shm_perm.__key, IPC_PRIVATE, "the key reads as 0");
    int other = shmget(key, PAGE, IPC_CREAT | IPC_EXCL | 0600);
    ok(other >= 0 && other != id, "the key can be used again at once");
    volatile int *again = shmat(id, NULL, 0);
    ok(again != FAILED && *again == 7, "it can still be attached by its id");
    is(shmctl(id, IPC_RMID, NULL), 0, "a second removal is 0");
    shmdt((void *)again);
    shmdt((void *)word);
    fails(shmctl(id, IPC_STAT, &ds), EINVAL, "the last detach destroys it");
    remove_segment(other);
    int next = fresh(PAGE);
    word = shmat(next, NULL, 0);
    is(*word, 0, "a new segment shows no old data");
    shmdt((void *)word);
    remove_segment(next);
}

static void test_set(void)
{
    struct shmid_ds ds;

    if (!has_users()) {
        skip(13, "there is only one user");
        return;
    }
    id = fresh(PAGE);
    ds = stat_of(id);
    ds.shm_perm.uid = 7;
    ds.shm_perm.gid = 8;
    ds.shm_perm.mode = 07644;
    ds.shm_segsz = 1;
    ds.shm_nattch = 99;
    is(shmctl(id, IPC_SET, &ds), 0, "IPC_SET works");
    ds = stat_of(id);
    is(ds.shm_perm.uid, 7, "it sets the owner");
    is(ds.shm_perm.gid, 8, "and the group");
    is(ds.shm_perm.cuid, getuid(), "not the creator");
    is(ds.shm_perm.mode, 0644, "and nine bits of the mode");
    is(ds.shm_segsz, PAGE, "not the size");
    is(ds.shm_nattch, 0, "not nattch");
    ds.shm_perm.uid = -1;
    fails(shmctl(id, IPC_SET, &ds), EINVAL, "owner -1 is EINVAL");
    fails(shmctl(id, IPC_SET, (void *)1), EFAULT, "a bad pointer is EFAULT");
    fails(shmctl(id + 1, IPC_SET, (void *)1), EFAULT,
          "even when the id is bad");
    fails(shmctl(id, IPC_STAT, (void *)1), EFAULT,
          "a bad pointer for IPC_STAT is EFAULT");
    fails(shmctl(id, 77, &ds), EINVAL, "an unknown command is EINVAL");
    fails(shmctl(-1, IPC_STAT, &ds), EINVAL, "id -1 is EINVAL");
    remove_segment(id);
}

static void as_stranger(void)
{
    struct shmid_ds ds;

    if (setgid(1000) < 0 || setuid(1000) < 0)
        _exit(99);
    int failed = 0;
    failed |= (shmget(0x6666, 0, 0) != id) << 0;
    failed |= (shmget(0x6666, 0, 0400) != -1 || errno != EACCES) << 1;
    failed |= (shmat(id, NULL, 0) != FAILED || errno != EACCES) << 2;
    failed |= (shmctl(id, IPC_STAT, &ds) != -1 || errno != EACCES) << 3;
    failed |= (shmctl(id, IPC_RMID, NULL) != -1 || errno != EPERM) << 4;
    _exit(failed);
}

static void as_reader(void)
{
    if (setgid(1000) < 0 || setuid(1000) < 0)
        _exit(99);
    int failed = 0;
    failed |= (shmat(id, NULL, 0) != FAILED || errno != EACCES) << 0;
    failed |= (shmat(id, NULL, SHM_RDONLY) == FAILED) << 1;
    _exit(failed);
}

static void test_users(void)
{
    if (!has_users()) {
        skip(2, "there is only one user");
        return;
    }
    id = shmget(0x6666, PAGE, IPC_CREAT | 0600);
    is(in_child(as_stranger), 0, "a stranger gets the id for mode 0 and "
                                 "EACCES or EPERM for the rest");
    struct shmid_ds ds = stat_of(id);
    ds.shm_perm.mode = 0604;
    shmctl(id, IPC_SET, &ds);
    is(in_child(as_reader), 0, "who may read attaches read-only alone");
    remove_segment(id);
}

static void test_pieces(void)
{
    id = fresh(4 * PAGE);
    char *a = shmat(id, NULL, 0);

    a[2 * PAGE] = 'z';
    is(munmap(a + PAGE, PAGE), 0, "a middle page can be unmapped");
    is(nattch(id), 2, "which leaves two pieces");
    fails(shmdt(a + 2 * PAGE), EINVAL, "the upper piece's address is EINVAL");
    is(a[2 * PAGE], 'z', "nothing was detached by that");
    is(mprotect(a + 3 * PAGE, PAGE, PROT_READ), 0, "mprotect of an end");
    is(nattch(id), 3, "cuts once more");
    is(shmdt(a), 0, "one shmdt");
    is(nattch(id), 0, "detaches all pieces");
    a = shmat(id, NULL, 0);
    munmap(a, PAGE);
    is(nattch(id), 1, "without its head it is one piece");
    is(shmdt(a), 0, "shmdt of the original address detaches the rest");
    a = shmat(id, NULL, 0);
    munmap(a, 4 * PAGE);
    is(nattch(id), 0, "munmap of it all is a detach");
    a = shmat(id, NULL, 0);
    ok(mmap(a, 4 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
            -1, 0) == a, "mapping over it");
    is(nattch(id), 0, "is a detach too");
    munmap(a, 4 * PAGE);
    remove_segment(id);
}

/* Where no huge pages are set aside; guest-huge.t has some. */
static void test_huge(void)
{
    id = shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | 0600);
    if (id < 0 && errno == EPERM) {
        skip(5, "huge pages are not for this user");
        return;
    }
    fails(id, ENOMEM,
          "SHM_HUGETLB without huge pages is ENOMEM");
    fails(shmget(IPC_PRIVATE, 0, SHM_HUGETLB | 0600), EINVAL,
          "size 0 is EINVAL for it too");
    id = shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | SHM_NORESERVE | 0600);
    ok(id >= 0, "with SHM_NORESERVE there is a segment");
    word = shmat(id, NULL, 0);
    ok(word != FAILED && (uintptr_t)word % (2ul << 20) == 0,
       "which can be attached");
    dies(write_word, SIGBUS, "but touching it dies of SIGBUS");
    shmdt((void *)word);
    remove_segment(id);
}

static void test_info(void)
{
    struct shm_info info;
    struct shminfo limits;
    struct shmid_ds ds;

    id = fresh(3 * PAGE);
    word = shmat(id, NULL, 0);
    ok(shmctl(0, SHM_INFO, (void *)&info) >= 0, "SHM_INFO works");
    unsigned long before = info.shm_rss;
    is(info.used_ids, 1, "it counts segments");
    is(info.shm_tot, 3, "and their pages");
    *word = 1;
    shmctl(0, SHM_INFO, (void *)&info);
    is(info.shm_rss - before, 1, "and touched ones: they come at first touch");
    ok(shmctl(0, IPC_INFO, (void *)&limits) >= 0, "IPC_INFO works");
    is(limits.shmmni, 4096, "SHMMNI is 4096");
    is(limits.shmmin, 1, "SHMMIN is 1");
    is(shmctl(id & 0x7fff, SHM_STAT, &ds), id,
       "SHM_STAT takes an index and returns the id");
    shmdt((void *)word);
    remove_segment(id);
}

static void test_ids(void)
{
    int first = fresh(1), unchanged = 1, last = first;

    remove_segment(first);
    fails(shmctl(first, IPC_RMID, NULL), EINVAL,
          "an id is not valid after its removal");
    for (int i = 0; i < 200; i++) {
        int next = fresh(1);
        unchanged = unchanged && next > last;
        last = next;
        remove_segment(next);
    }
    ok(unchanged, "200 ids in turn are all new");
    int many[100], n = 0;
    while (n < 100 && (many[n] = fresh(PAGE)) >= 0)
        n++;
    is(n, 100, "100 segments at once");
    while (n > 0)
        remove_segment(many[--n]);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "count") == 0)
        return counted(argv[2]);
    test_get();
    test_attach();
    test_addresses();
    test_read_only();
    test_fork();
    test_exec(argv[0]);
    test_remove();
    test_set();
    test_users();
    test_pieces();
    test_huge();
    test_info();
    test_ids();
    return plan();
}
