/* shmctl.c - looking at a segment, changing and removing it (shmctl(2)). */
#include "ipc/segment.h"
#include "lib/errno.h"
#include "task/process.h"

/* Linux's structures for x86-64. */
struct shmid64_ds {
    struct ipc64_perm perm;
    uint64_t size;
    int64_t atime, dtime, ctime;
    int32_t cpid, lpid;
    uint64_t nattch;
    uint64_t unused[2];
};
static_assert(sizeof(struct shmid64_ds) == SHMID64_DS_SIZE, "Linux's shmid64_ds");

struct shminfo64 {
    uint64_t max, min, mni, seg, all, unused[4];
};
static_assert(sizeof(struct shminfo64) == 72, "Linux's shminfo64");

struct shm_info {
    int32_t used_ids, pad;
    uint64_t total, resident, swapped, swap_attempts, swap_successes;
};
static_assert(sizeof(struct shm_info) == 48, "Linux's shm_info");

void segment_export(const struct ipc_perm *p, void *ds)
{
    const struct segment *s = segment_of(p);

    *(struct shmid64_ds *)ds = (struct shmid64_ds){
        .perm = ipc_perm_export(p), .size = p->size,
        .atime = s->atime, .dtime = s->dtime, .ctime = p->ctime,
        .cpid = s->cpid, .lpid = s->lpid, .nattch = s->nattch,
    };
}

size_t segments_info(bool of_use, void *info)
{
    struct shm_info *use = info;
    struct ipc_perm *p;

    if (!of_use) {
        *(struct shminfo64 *)info = (struct shminfo64){
            .max = shm_limits.max, .min = 1, .mni = shm_limits.count,
            .seg = shm_limits.count, .all = shm_limits.all,
        };
        return sizeof(struct shminfo64);
    }
    use->used_ids = shm_ids.in_use;
    use->total = shm_pages;
    ipc_for_each(p, &shm_ids)
        use->resident += segment_of(p)->object->resident;
    return sizeof(*use);
}

/* Pages that this user has locked. */
static uint64_t locked_by(uid_t user)
{
    struct ipc_perm *p;
    uint64_t pages = 0;

    ipc_for_each(p, &shm_ids)
        if ((p->mode & SHM_LOCKED) && segment_of(p)->locker == user)
            pages += PAGES(p->size);
    return pages;
}

/* Simplified: only a mark and a sum, since nothing is ever swapped out. */
static int lock(struct segment *s)
{
    uint64_t limit = current()->limits[RLIMIT_MEMLOCK].soft;
    uid_t user = current()->cred.uid;
    bool free = cred_can(&current()->cred, CAP_IPC_LOCK);

    if (!free && limit == 0)
        return -EPERM;
    if (s->object->page_level > 1 || (s->perm.mode & SHM_LOCKED))
        return 0;
    if (!free && locked_by(user) + PAGES(s->perm.size) > limit / PAGE_SIZE)
        return -ENOMEM;
    s->perm.mode |= SHM_LOCKED;
    s->locker = user;
    return 0;
}

static int set_locked(int id, bool locked)
{
    struct ipc_perm *p;

    spin_lock(&shm_ids.lock);
    int err = ipc_own(&shm_ids, id, CAP_IPC_LOCK, &p);
    if (!err && locked)
        err = lock(segment_of(p));
    else if (!err)
        p->mode &= ~(mode_t)SHM_LOCKED;
    spin_unlock(&shm_ids.lock);
    return err;
}

int shm_control(int id, int command, vaddr_t buf)
{
    switch (command) {
    case SHM_LOCK: return set_locked(id, true);
    case SHM_UNLOCK: return set_locked(id, false);
    default: return ipc_control(&shm_ids, id, command, buf);
    }
}
