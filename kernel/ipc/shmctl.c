/* shmctl.c - looking at a segment, changing and removing it (shmctl(2)). */
#include "ipc/segment.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
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

/* Bytes that this user has locked, in whole pages. */
static uint64_t locked_by(uid_t user)
{
    struct ipc_perm *p;
    uint64_t pages = 0;

    ipc_for_each(p, &shm_ids)
        if ((p->mode & SHM_LOCKED) && segment_of(p)->locker == user)
            pages += PAGES(p->size);
    return pages * PAGE_SIZE;
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
    if (!free && locked_by(user) + ROUND_UP(s->perm.size, PAGE_SIZE) >
                     ROUND_DOWN(limit, PAGE_SIZE))
        return -ENOMEM;
    s->perm.mode |= SHM_LOCKED;
    s->locker = user;
    return 0;
}

static int set_locked(int id, bool locked)
{
    spin_lock(&shm_ids.lock);
    struct ipc_perm *p = ipc_by_id(&shm_ids, id);
    int err = p ? 0 : -EINVAL;
    if (p && !ipc_is_owner(p) && !cred_can(&current()->cred, CAP_IPC_LOCK))
        err = -EPERM;
    if (!err && locked)
        err = lock(segment_of(p));
    else if (!err)
        p->mode &= ~(mode_t)SHM_LOCKED;
    spin_unlock(&shm_ids.lock);
    return err;
}

static int limits_info(vaddr_t buf)
{
    struct shminfo64 info = {
        .max = shm_limits.max, .min = 1, .mni = shm_ids.limit,
        .seg = shm_ids.limit, .all = shm_limits.all,
    };

    spin_lock(&shm_ids.lock);
    int highest = ipc_highest_slot(&shm_ids);
    spin_unlock(&shm_ids.lock);
    return copy_to_user(buf, &info, sizeof(info)) < 0 ? -EFAULT : highest;
}

static int usage_info(vaddr_t buf)
{
    struct shm_info info = { 0 };
    struct ipc_perm *p;

    spin_lock(&shm_ids.lock);
    int highest = ipc_highest_slot(&shm_ids);
    info.used_ids = shm_ids.in_use;
    info.total = shm_pages;
    ipc_for_each(p, &shm_ids)
        info.resident += segment_of(p)->object->resident;
    spin_unlock(&shm_ids.lock);
    return copy_to_user(buf, &info, sizeof(info)) < 0 ? -EFAULT : highest;
}

int shm_control(int id, int command, vaddr_t buf)
{
    if (id < 0)
        return -EINVAL;
    switch (command) {
    case IPC_STAT: return ipc_stat(&shm_ids, id, IPC_STAT_ID, buf);
    case SHM_STAT: return ipc_stat(&shm_ids, id, IPC_STAT_SLOT, buf);
    case SHM_STAT_ANY:
        return ipc_stat(&shm_ids, id, IPC_STAT_SLOT_ANY, buf);
    case IPC_SET: return ipc_set(&shm_ids, id, buf);
    case IPC_RMID: return ipc_remove(&shm_ids, id);
    case IPC_INFO: return limits_info(buf);
    case SHM_INFO: return usage_info(buf);
    case SHM_LOCK: return set_locked(id, true);
    case SHM_UNLOCK: return set_locked(id, false);
    default: return -EINVAL;
    }
}
