/* shm_users.c - who may do what with a segment (svipc(7)): classes of users,
 * rights, and what root may. */
#include "shm.h"
#include <sys/resource.h>
#include <sys/stat.h>

#define KEY 0x5151
#define OWNER 1000
#define OWNERS_GROUP 2000
#define STRANGER 1001
#define STRANGERS_GROUP 2001

static int id;

/* Act as this user of this group, and of no other or one more. */
static void be(uid_t uid, gid_t gid, gid_t further)
{
    if (seteuid(0) < 0 || setgroups(further != 0, &further) < 0 ||
        setegid(gid) < 0 || seteuid(uid) < 0)
        printf("# cannot become user %u\n", uid);
}

static void be_root(void)
{
    be(0, 0, 0);
}

static void be_owner(void)
{
    be(OWNER, OWNERS_GROUP, 0);
}

static void be_stranger(void)
{
    be(STRANGER, STRANGERS_GROUP, 0);
}

static int get(int flags)
{
    return shmget(KEY, 0, flags);
}

static int attach(int flags)
{
    void *at = shmat(id, NULL, flags);

    return at == FAILED ? -1 : shmdt(at);
}

/* The owner's segment with this mode. */
static void make(mode_t mode)
{
    be_owner();
    id = shmget(KEY, PAGE, IPC_CREAT | IPC_EXCL | mode);
}

static void drop(void)
{
    be_root();
    discard(id);
}

static void test_creation(void)
{
    be(OWNER, OWNERS_GROUP, 3000);
    id = shmget(KEY, PAGE, IPC_CREAT | 0600);
    struct shmid_ds ds = stat_of(id);
    is(ds.shm_perm.uid, OWNER, "the effective user is the owner");
    is(ds.shm_perm.cuid, OWNER, "and the creator");
    is(ds.shm_perm.gid, OWNERS_GROUP, "the effective group its group");
    is(ds.shm_perm.cgid, OWNERS_GROUP, "and its creator's");
    drop();
}

static void test_get(void)
{
    make(0640);
    is(get(0600), id, "the owner gets what the mode gives");
    fails(get(0700), EACCES, "asking for more is EACCES");
    fails(get(0100), EACCES, "execution counts");
    is(get(0400), id, "reading may be asked");
    is(get(0040), id, "in any");
    is(get(0004), id, "of three ways");
    is(get(0420), id, "which are put together");
    fails(get(0421), EACCES, "all of them");
    be(STRANGER, OWNERS_GROUP, 0);
    is(get(0400), id, "the group may read");
    fails(get(0200), EACCES, "not write");
    be(STRANGER, STRANGERS_GROUP, OWNERS_GROUP);
    is(get(0400), id, "so may who has it as a further group");
    fails(get(0600), EACCES, "no more either");
    be_stranger();
    fails(get(0400), EACCES, "others may not read");
    is(get(0), id, "who asks for nothing gets the id");
    is(get(IPC_CREAT), id, "also with IPC_CREAT");
    fails(get(IPC_CREAT | IPC_EXCL | 0400), EEXIST, "EEXIST comes first");
    fails(shmget(KEY, 2 * PAGE, 0400), EINVAL, "so does a size too large");
    drop();
}

static void test_huge(void)
{
    struct rlimit none = { 0, 0 };

    setrlimit(RLIMIT_MEMLOCK, &none);
    be_stranger();
    fails(shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | 0600), EPERM,
          "huge pages are not for all: EPERM");
    fails(shmget(IPC_PRIVATE, PAGE, SHM_HUGETLB | SHM_NORESERVE | 0600), EPERM,
          "with SHM_NORESERVE neither");
    fails(shmget(IPC_PRIVATE, 0, SHM_HUGETLB | 0600), EINVAL,
          "a size of 0 comes first");
    be_root();
}

static void test_classes(void)
{
    make(0077);
    fails(get(0400), EACCES, "the owner has the owner's rights alone");
    be(STRANGER, OWNERS_GROUP, 0);
    is(get(0700), id, "the group has its own");
    drop();
    make(0707);
    be(STRANGER, OWNERS_GROUP, 0);
    fails(get(0400), EACCES, "the group has none of the others'");
    be_stranger();
    is(get(0700), id, "the others have theirs");
    drop();
    make(0000);
    be_root();
    is(get(0777), id, "root has all");
    drop();
}

static void test_attach(void)
{
    make(0640);
    is(attach(0), 0, "the owner attaches");
    fails(attach(SHM_EXEC), EACCES, "not for execution");
    be(STRANGER, OWNERS_GROUP, 0);
    fails(attach(0), EACCES, "the group does not write");
    is(attach(SHM_RDONLY), 0, "but reads");
    fails(attach(SHM_RDONLY | SHM_EXEC), EACCES, "and executes not");
    be_stranger();
    fails(attach(0), EACCES, "a stranger does nothing");
    fails(attach(SHM_RDONLY), EACCES, "at all");
    fails((long)shmat(id, (void *)&id, 0), EINVAL,
          "a bad address comes before rights");
    fails((long)shmat(id, (void *)PAGE, 0), EACCES,
          "rights before what is mapped");
    is(stat_of(id).shm_nattch, -1, "IPC_STAT wants to read");
    be_root();
    is(attach(SHM_EXEC), 0, "root attaches for anything");
    is(nattch(id), 0, "nothing is left");
    drop();
    make(0200);
    fails(attach(0), EACCES, "writing alone is not enough");
    fails(attach(SHM_RDONLY), EACCES, "for anything");
    drop();
    make(0700);
    is(attach(SHM_EXEC), 0, "execution is a right, too");
    char *at = shmat(id, NULL, SHM_RDONLY);
    fails(mprotect(at, PAGE, PROT_READ | PROT_WRITE), EACCES,
          "the owner's read-only attachment stays so");
    shmdt(at);
    drop();
}

static void test_low_addresses(void)
{
    make(0600);
    fails((long)shmat(id, (void *)1, SHM_RND), EPERM,
          "nobody but root may use page 0: EPERM");
    is(nattch(id), 0, "that is not counted");
    drop();
}

static void test_stat(void)
{
    struct shmid_ds ds;
    int index = 0;

    make(0600);
    index = id & 0x7fff;
    is(shmctl(id, IPC_STAT, &ds), 0, "the owner looks");
    be_stranger();
    fails(shmctl(id, IPC_STAT, &ds), EACCES, "a stranger: EACCES");
    fails(shmctl(id, IPC_STAT, NULL), EACCES, "before EFAULT");
    fails(shmctl(index, SHM_STAT, &ds), EACCES, "by SHM_STAT as well");
    is(shmctl(index, SHM_STAT_ANY, &ds), id, "by SHM_STAT_ANY he may");
    is(ds.shm_perm.uid, OWNER, "and sees all");
    ok(shmctl(0, SHM_INFO, (void *)&ds) >= 0, "SHM_INFO is for all");
    ok(shmctl(0, IPC_INFO, (void *)&ds) >= 0, "and IPC_INFO");
    be_root();
    is(shmctl(id, IPC_STAT, &ds), 0, "root looks");
    drop();
    make(0200);
    fails(shmctl(id, IPC_STAT, &ds), EACCES,
          "an owner without the right to read cannot look");
    drop();
}

static int give(uid_t uid, gid_t gid, mode_t mode)
{
    struct shmid_ds ds;

    memset(&ds, 0, sizeof(ds));
    ds.shm_perm.uid = uid;
    ds.shm_perm.gid = gid;
    ds.shm_perm.mode = mode;
    return shmctl(id, IPC_SET, &ds);
}

static void test_change(void)
{
    make(0666);
    be_stranger();
    fails(give(STRANGER, STRANGERS_GROUP, 0666), EPERM,
          "IPC_SET by a stranger: EPERM, whatever the mode");
    fails(give(-1, 0, 0), EPERM, "before EINVAL");
    fails(shmctl(id, IPC_SET, NULL), EFAULT, "after EFAULT");
    fails(shmctl(id, IPC_RMID, NULL), EPERM, "IPC_RMID: EPERM");
    be(STRANGER, OWNERS_GROUP, 0);
    fails(give(STRANGER, STRANGERS_GROUP, 0666), EPERM, "the group: EPERM");
    fails(shmctl(id, IPC_RMID, NULL), EPERM, "also for IPC_RMID");
    be_owner();
    is(give(STRANGER, STRANGERS_GROUP, 0600), 0, "the owner gives it away");
    is(nattch(id), 0, "and still reads as its creator");
    is(attach(0), 0, "and attaches");
    be_stranger();
    is(attach(0), 0, "the new owner as well");
    be(1002, STRANGERS_GROUP, 0);
    fails(attach(SHM_RDONLY), EACCES, "his group has what the mode gives");
    be_owner();
    is(give(STRANGER, STRANGERS_GROUP, 0060), 0, "the creator may set");
    be(1002, STRANGERS_GROUP, 0);
    is(attach(0), 0, "the new group");
    be(1002, OWNERS_GROUP, 0);
    is(attach(0), 0, "and the creator's");
    be_stranger();
    fails(attach(0), EACCES, "not the owner, who is of the owner's class");
    is(shmctl(id, IPC_RMID, NULL), 0, "he may remove");
    make(0600);
    be_root();
    is(give(0, 0, 0), 0, "root sets anybody's");
    be_owner();
    is(shmctl(id, IPC_RMID, NULL), 0, "the creator removes");
    make(0600);
    be_root();
    is(shmctl(id, IPC_RMID, NULL), 0, "root removes anybody's");
}

int main(void)
{
    if (!has_users()) {
        skip(76, "there is only one user");
        return plan();
    }
    test_creation();
    test_get();
    test_classes();
    test_huge();
    test_attach();
    test_low_addresses();
    test_stat();
    test_change();
    return plan();
}
