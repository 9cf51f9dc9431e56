/* ipcctl.c - what shmget() and semget(), shmctl() and semctl() have in common;
 * see ipc.h. */
#include "ipc/ipc.h"
#include "lib/errno.h"
#include "mm/usercopy.h"

/* Linux's structures of any kind. */
#define WORDS (IPC_STRUCT_MAX / sizeof(uint64_t))

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

static int stat(struct ipc_ids *ids, int id, bool is_slot, mode_t wanted,
                vaddr_t buf)
{
    uint64_t ds[WORDS] = { 0 };

    spin_lock(&ids->lock);
    struct ipc_perm *p = is_slot ? ipc_by_slot(ids, id % IPC_SLOTS)
                                 : ipc_by_id(ids, id);
    int result = p ? ipc_check(p, wanted) : -EINVAL;
    if (result == 0) {
        ids->kind->export(p, ds);
        result = is_slot ? p->id : 0;
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

static int set(struct ipc_ids *ids, int id, vaddr_t buf)
{
    uint64_t ds[WORDS];
    struct ipc_perm *p;

    if (copy_from_user(ds, buf, ids->kind->ds_size) < 0)
        return -EFAULT;
    spin_lock(&ids->lock);
    int err = ipc_own(ids, id, CAP_SYS_ADMIN, &p);
    if (!err)
        err = change(p, (const struct ipc64_perm *)ds);
    spin_unlock(&ids->lock);
    return err;
}

static int remove(struct ipc_ids *ids, int id)
{
    struct ipc_perm *p, *dead = NULL;

    spin_lock(&ids->lock);
    int err = ipc_own(ids, id, CAP_SYS_ADMIN, &p);
    if (!err)
        dead = ids->kind->remove(p);
    spin_unlock(&ids->lock);
    ids->kind->free(dead);
    return err;
}

static int info(struct ipc_ids *ids, bool of_use, vaddr_t buf)
{
    uint64_t info[WORDS] = { 0 };

    spin_lock(&ids->lock);
    size_t size = ids->kind->info(of_use, info);
    int highest = ids->slot_count - 1;
    while (highest > 0 && !ids->slots[highest])
        highest--;
    spin_unlock(&ids->lock);
    return copy_to_user(buf, info, size) < 0 ? -EFAULT : highest;
}

int ipc_control(struct ipc_ids *ids, int id, int command, vaddr_t buf)
{
    if (id < 0)
        return -EINVAL;
    switch (command) {
    case IPC_RMID: return remove(ids, id);
    case IPC_SET: return set(ids, id, buf);
    case IPC_STAT: return stat(ids, id, false, IPC_READ, buf);
    case IPC_INFO: return info(ids, false, buf);
    }
    switch (command - ids->kind->stat) {
    case 0: return stat(ids, id, true, IPC_READ, buf);
    case 1: return info(ids, true, buf);
    case 2: return stat(ids, id, true, 0, buf);
    default: return -EINVAL;
    }
}
