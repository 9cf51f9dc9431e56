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
static_assert(sizeof(struct shmid64_ds) == 112, "Linux's shmid64_ds");

struct shminfo64 {
    uint64_t max, min, mni, seg, all, unused[4];
};
static_assert(sizeof(struct shminfo64) == 72, "Linux's shminfo64");

struct shm_info {
    int32_t used_ids, pad;
    uint64_t total, resident, swapped, swap_attempts, swap_successes;
};
static_assert(sizeof(struct shm_info) == 48, "Linux's shm_info");

static struct shmid64_ds export(const struct segment *s)
{
    return (struct shmid64_ds){
        .perm = ipc_perm_export(&s->perm), .size = s->size,
        .atime = s->atime, .dtime = s->dtime, .ctime = s->ctime,
        .cpid = s->cpid, .lpid = s->lpid, .nattch = s->nattch,
    };
}

/* IPC_STAT takes an id, SHM_STAT and SHM_STAT_ANY a slot; those return the
 * id. */
static int stat(int id, int command, vaddr_t buf)
{
    struct shmid64_ds ds;
    int result = -EINVAL;

    spin_lock(&shm_ids.lock);
    struct ipc_perm *p = command == IPC_STAT
                             ? ipc_by_id(&shm_ids, id)
                             : ipc_by_slot(&shm_ids, id % IPC_SLOTS);
    if (p)
        result = command == SHM_STAT_ANY
                     ? 0 : ipc_check(p, IPC_READ, &current()->cred);
    if (result == 0) {
        ds = export(segment_of(p));
        result = command == IPC_STAT ? 0 : p->id;
    }
    spin_unlock(&shm_ids.lock);
    if (result >= 0 && copy_to_user(buf, &ds, sizeof(ds)) < 0)
        return -EFAULT;
    return result;
}

static int change_owner(struct segment *s, const struct ipc64_perm *new)
{
    int err = ipc_check_owner(&s->perm, &current()->cred);

    if (err)
        return err;
    if (new->uid == UINT32_MAX || new->gid == UINT32_MAX)
        return -EINVAL;
    s->perm.uid = new->uid;
    s->perm.gid = new->gid;
    s->perm.mode = (s->perm.mode & ~0777u) | (new->mode & 0777);
    s->ctime = shm_now();
    return 0;
}

static int set_locked(struct segment *s, bool locked)
{
    int err = ipc_check_owner(&s->perm, &current()->cred);

    if (err)
        return err;
    s->perm.mode &= ~(mode_t)SHM_LOCKED;    /* nothing is ever swapped out */
    s->perm.mode |= locked ? SHM_LOCKED : 0;
    return 0;
}

static int remove(struct segment *s, struct segment **dead)
{
    int err = ipc_check_owner(&s->perm, &current()->cred);

    if (err == 0)
        *dead = segment_remove(s);
    return err;
}

/* The commands that change one segment. */
static int change(int id, int command, vaddr_t buf)
{
    struct shmid64_ds new;
    struct segment *dead = NULL;
    int result = -EINVAL;

    if (command == IPC_SET && copy_from_user(&new, buf, sizeof(new)) < 0)
        return -EFAULT;
    spin_lock(&shm_ids.lock);
    struct ipc_perm *p = ipc_by_id(&shm_ids, id);
    if (p && command == IPC_SET)
        result = change_owner(segment_of(p), &new.perm);
    else if (p && command == IPC_RMID)
        result = remove(segment_of(p), &dead);
    else if (p)
        result = set_locked(segment_of(p), command == SHM_LOCK);
    spin_unlock(&shm_ids.lock);
    segment_free(dead);
    return result;
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

    spin_lock(&shm_ids.lock);
    int highest = ipc_highest_slot(&shm_ids);
    info.used_ids = shm_ids.in_use;
    info.total = shm_pages;
    for (int slot = 0; slot < shm_ids.slots_allocated; slot++)
        if (shm_ids.slots[slot])
            info.resident += segment_of(shm_ids.slots[slot])->object->resident;
    spin_unlock(&shm_ids.lock);
    return copy_to_user(buf, &info, sizeof(info)) < 0 ? -EFAULT : highest;
}

int shm_control(int id, int command, vaddr_t buf)
{
    if (id < 0)
        return -EINVAL;
    switch (command) {
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY:
        return stat(id, command, buf);
    case IPC_SET:
    case IPC_RMID:
    case SHM_LOCK:
    case SHM_UNLOCK:
        return change(id, command, buf);
    case IPC_INFO:
        return limits_info(buf);
    case SHM_INFO:
        return usage_info(buf);
    default:
        return -EINVAL;
    }
}
