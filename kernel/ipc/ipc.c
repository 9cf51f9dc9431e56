/* ipc.c - keys, ids, permissions; see ipc.h. ipcctl.c has what the calls have
 * in common. */
#include "ipc/ipc.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "task/process.h"

/* The link to the object with that key, or where there would be one. */
static struct ipc_perm **link_to(struct ipc_ids *ids, int32_t key)
{
    uint32_t hash = (uint32_t)key * 2654435761u;    /* Knuth's, 2^32 / phi */
    struct ipc_perm **link = &ids->by_key[hash >> 22];

    while (*link && (*link)->key != key)
        link = &(*link)->next_with_hash;
    return link;
}
static_assert(IPC_KEY_BUCKETS == 1 << (32 - 22), "hash >> 22 is an index");

struct ipc_perm *ipc_by_key(struct ipc_ids *ids, int32_t key)
{
    return *link_to(ids, key);
}

void ipc_forget_key(struct ipc_ids *ids, struct ipc_perm *p)
{
    if (p->key != IPC_PRIVATE)
        *link_to(ids, p->key) = p->next_with_hash;
    p->key = IPC_PRIVATE;
}

struct ipc_perm *ipc_by_slot(struct ipc_ids *ids, int slot)
{
    return slot < ids->slot_count ? ids->slots[slot] : NULL;
}

struct ipc_perm *ipc_by_id(struct ipc_ids *ids, int id)
{
    struct ipc_perm *p = id < 0 ? NULL : ipc_by_slot(ids, id % IPC_SLOTS);

    return p && p->id == id ? p : NULL;
}

struct ipc_perm *ipc_next(struct ipc_ids *ids, int *from)
{
    int slot = *from;

    while (slot < ids->slot_count && !ids->slots[slot])
        slot++;
    *from = slot + 1;
    return ipc_by_slot(ids, slot);
}

static void slots_replace(struct ipc_ids *ids, struct ipc_perm **slots,
                          int count)
{
    if (ids->slots != ids->few)
        kfree(ids->slots);
    ids->slots = slots;
    ids->slot_count = count;
}

/* Let there be that slot, too: 0 or -ENOMEM. */
static int slots_grow(struct ipc_ids *ids, int slot)
{
    int count = ids->slot_count;

    while (count <= slot)
        count *= 2;
    if (count == ids->slot_count)
        return 0;
    struct ipc_perm **slots = kzalloc(count * sizeof(*slots));
    if (!slots)
        return -ENOMEM;
    memcpy(slots, ids->slots, ids->slot_count * sizeof(*slots));
    memset(ids->few, 0, sizeof(ids->few));
    slots_replace(ids, slots, count);
    return 0;
}

static int free_slot_between(struct ipc_ids *ids, int from, int to)
{
    while (from < to && ipc_by_slot(ids, from))
        from++;
    return from;
}

/* Linux goes round, so that an id isn't given again at once: from the last
 * one given up to a bound that grows with use, then from 0 with the next
 * sequence number. */
static int id_choose(struct ipc_ids *ids)
{
    int bound = MIN(MAX(ids->in_use * 3 / 2, 64), IPC_SLOTS);
    int slot = free_slot_between(ids, ids->last + 1, bound);

    if (slot >= bound)
        slot = free_slot_between(ids, 0, bound);
    if (slot <= ids->last)
        ids->seq = (ids->seq + 1) % IPC_SEQUENCES;
    ids->last = slot;
    return ids->seq * IPC_SLOTS + slot;
}

/* `wanted`, or the same with the next slot above that is free; -ENOSPC. */
static int id_near(struct ipc_ids *ids, int wanted)
{
    int slot = free_slot_between(ids, wanted % IPC_SLOTS, IPC_SLOTS);

    return slot < IPC_SLOTS ? wanted / IPC_SLOTS * IPC_SLOTS + slot : -ENOSPC;
}

int ipc_add(struct ipc_ids *ids, struct ipc_perm *p, int32_t key,
            uint64_t size, mode_t mode)
{
    const struct cred *c = &current()->cred;

    if (ids->in_use >= *ids->limit)
        return -ENOSPC;
    int64_t wanted = __atomic_exchange_n(&ids->wanted, -1, __ATOMIC_RELAXED);
    int id = wanted < 0 ? id_choose(ids) : id_near(ids, wanted);
    int err = id < 0 ? id : slots_grow(ids, id % IPC_SLOTS);
    if (err)
        return err;
    ids->in_use++;
    ids->slots[id % IPC_SLOTS] = p;
    *p = (struct ipc_perm){
        .key = key, .id = id, .uid = c->euid, .cuid = c->euid,
        .gid = c->egid, .cgid = c->egid, .mode = mode & 0777, .size = size,
        .ctime = ipc_now(),
    };
    if (key != IPC_PRIVATE)
        *link_to(ids, key) = p;
    return id;
}

void ipc_take(struct ipc_ids *ids, struct ipc_perm *p)
{
    ipc_forget_key(ids, p);
    ids->slots[p->id % IPC_SLOTS] = NULL;
    if (--ids->in_use == 0)
        slots_replace(ids, ids->few, IPC_FEW);
}

/* One class alone decides: an owner has no use of what others may. */
int ipc_check(const struct ipc_perm *p, mode_t flags)
{
    const struct cred *c = &current()->cred;
    mode_t wanted = (flags | flags >> 3 | flags >> 6) & 7;
    mode_t granted = p->mode;

    if (cred_can(c, CAP_IPC_OWNER))
        return 0;
    if (c->euid == p->uid || c->euid == p->cuid)
        granted >>= 6;
    else if (cred_in_group(c, p->gid) || cred_in_group(c, p->cgid))
        granted >>= 3;
    return wanted & ~granted & 7 ? -EACCES : 0;
}

int ipc_own(struct ipc_ids *ids, int id, enum capability capability,
            struct ipc_perm **out)
{
    const struct cred *c = &current()->cred;
    struct ipc_perm *p = *out = ipc_by_id(ids, id);

    if (!p)
        return -EINVAL;
    return c->euid == p->uid || c->euid == p->cuid || cred_can(c, capability)
               ? 0 : -EPERM;
}

struct ipc64_perm ipc_perm_export(const struct ipc_perm *p)
{
    return (struct ipc64_perm){
        .key = p->key, .uid = p->uid, .gid = p->gid, .cuid = p->cuid,
        .cgid = p->cgid, .mode = p->mode, .seq = p->id / IPC_SLOTS,
    };
}
