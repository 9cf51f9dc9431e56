/* ipcctl.c - what shmget() and semget(), shmctl() and semctl(), and the lists
 * in /proc/sysvipc have in common; see ipc.h. */
#include "fs/procfs.h"
#include "ipc/ipc.h"
#include "lib/errno.h"
#include "mm/usercopy.h"

static int open(const struct ipc_perm *p, uint64_t size, int flags)
{
    if ((flags & IPC_CREAT) && (flags & IPC_EXCL))
        return -EEXIST;
    if (size > p->size)
        return -EINVAL;
    int err = ipc_check(p, flags);
    return err ? err : p->id;
}

int ipc_get(struct ipc_ids *ids, int32_t key, uint64_t size, int flags)
{
    int id;

    spin_lock(&ids->lock);
    struct ipc_perm *found = ipc_by_key(ids, key);
    if (found)
        id = open(found, size, flags);
    else if (key != IPC_PRIVATE && !(flags & IPC_CREAT))
        id = -ENOENT;
    else
        id = ids->kind->create(key, size, flags);
    spin_unlock(&ids->lock);
    return id;
}

int ipc_stat(struct ipc_ids *ids, int id, enum ipc_stat how, vaddr_t buf)
{
    uint64_t ds[IPC_DS_MAX / sizeof(uint64_t)] = { 0 };
    int result = -EINVAL;

    spin_lock(&ids->lock);
    struct ipc_perm *p = how == IPC_STAT_ID ? ipc_by_id(ids, id)
                                            : ipc_by_slot(ids, id % IPC_SLOTS);
    if (p)
        result = how == IPC_STAT_SLOT_ANY ? 0 : ipc_check(p, IPC_READ);
    if (result == 0) {
        ids->kind->export(p, ds);
        result = how == IPC_STAT_ID ? 0 : p->id;
    }
    spin_unlock(&ids->lock);
    if (result >= 0 && copy_to_user(buf, ds, ids->kind->ds_size) < 0)
        return -EFAULT;
    return result;
}

static int change(struct ipc_perm *p, const struct ipc64_perm *new)
{
    if (new->uid == UINT32_MAX || new->gid == UINT32_MAX)
        return -EINVAL;
    p->uid = new->uid;
    p->gid = new->gid;
    p->mode = (p->mode & ~0777u) | (new->mode & 0777);
    p->ctime = ipc_now();
    return 0;
}

int ipc_set(struct ipc_ids *ids, int id, vaddr_t buf)
{
    uint64_t ds[IPC_DS_MAX / sizeof(uint64_t)];
    struct ipc_perm *p;

    if (copy_from_user(ds, buf, ids->kind->ds_size) < 0)
        return -EFAULT;
    spin_lock(&ids->lock);
    int err = ipc_own(ids, id, &p);
    if (!err)
        err = change(p, (const struct ipc64_perm *)ds);
    spin_unlock(&ids->lock);
    return err;
}

int ipc_remove(struct ipc_ids *ids, int id)
{
    struct ipc_perm *p, *dead = NULL;

    spin_lock(&ids->lock);
    int err = ipc_own(ids, id, &p);
    if (!err)
        dead = ids->kind->remove(p);
    spin_unlock(&ids->lock);
    ids->kind->free(dead);
    return err;
}

void ipc_show(struct seq *out, struct ipc_ids *ids, const char *heading,
              void (*show)(struct seq *out, const struct ipc_perm *p))
{
    struct ipc_perm *p;

    seq_printf(out, "%s\n", heading);
    spin_lock(&ids->lock);
    ipc_for_each(p, ids)
        show(out, p);
    spin_unlock(&ids->lock);
}

int ipc_check_next(unsigned which, int64_t id)
{
    (void)which;
    return id >= 0 ? 0 : -EINVAL;
}
