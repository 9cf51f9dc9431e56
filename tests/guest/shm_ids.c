/* shm_ids.c - which id the next segment gets: Linux's rule, followed here by
 * a model of it (ipc/ipc.c has the kernel's). */
#include "shm.h"

#define SLOTS 32768

static struct {
    int next, last, seq, in_use;
    char used[SLOTS];
} model = { .last = -1 };

static int lowest_free(int from, int to)
{
    while (from < to && model.used[from])
        from++;
    return from;
}

/* The id that Linux's rule gives next. */
static int expected(void)
{
    int most = model.in_use * 3 / 2;

    most = most < 64 ? 64 : most > SLOTS ? SLOTS : most;
    int slot = lowest_free(model.next, most);
    if (slot >= most)
        slot = lowest_free(0, most);
    if (slot <= model.last)
        model.seq = (model.seq + 1) % 65535;
    model.next = slot + 1;
    model.last = slot;
    model.in_use++;
    model.used[slot] = 1;
    return model.seq << 15 | slot;
}

static int differing;

static int make(void)
{
    int id = fresh(1), want = expected();

    if (id != want && differing++ == 0)
        printf("# got %d, wanted %d\n", id, want);
    return id;
}

static void drop(int id)
{
    discard(id);
    model.used[id % SLOTS] = 0;
    model.in_use--;
}

static void test_first(void)
{
    struct shm_info info;
    int first = make();

    is(first, 0, "the first id of all is 0");
    is(stat_of(0).shm_nattch, 0, "which is a good one");
    is(shmctl(0, SHM_INFO, (void *)&info), 0, "its index is the highest");
    drop(first);
    fails(shmctl(0, IPC_RMID, NULL), EINVAL, "removed, it is EINVAL");
    is(make(), 1, "the next is 1, although 0 is free");
    is(make(), 2, "then 2");
    drop(1);
    drop(2);
}

static void test_round(void)
{
    int id = -1;

    for (int i = 0; i < 61; i++)
        drop(id = make());
    is(id, 63, "one at a time, they go up to 63");
    id = make();
    is(id, 32768, "then comes index 0 with sequence number 1");
    is(stat_of(id).shm_perm.__seq, 1, "which IPC_STAT tells");
    fails(shmctl(0, IPC_STAT, &(struct shmid_ds){ 0 }), EINVAL,
          "the same index with the old number is EINVAL");
    fails((long)shmat(0, NULL, 0), EINVAL, "for shmat, too");
    fails(shmctl(0, IPC_RMID, NULL), EINVAL, "and for IPC_RMID");
    is(nattch(id), 0, "which harm nobody");
    drop(id);
    for (int i = 0; i < 200; i++)
        drop(id = make());
    is(id >> 15, 4, "the number grows with each round");
    is(differing, 0, "all ids so far are as the rule says");
}

static void test_many(void)
{
    static int ids[300];

    for (int i = 0; i < 300; i++)
        ids[i] = make();
    is(differing, 0, "300 at once get what the rule says");
    for (int i = 0; i < 300; i += 3)
        drop(ids[i]);
    for (int i = 0; i < 300; i += 3)
        ids[i] = make();
    is(differing, 0, "a third of them anew as well");
    for (int i = 0; i < 300; i++)
        drop(ids[i]);
    int last = make(), found = 0;
    for (int i = 0; i < 300; i++)
        found += shmctl(i, SHM_STAT, &(struct shmid_ds){ 0 }) >= 0;
    is(found, 1, "when they are gone, one more is the only one");
    drop(last);
    is(differing, 0, "and has the id that the rule says");
}

int main(void)
{
    test_first();
    test_round();
    test_many();
    return plan();
}
