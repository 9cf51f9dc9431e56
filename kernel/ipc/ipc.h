/*
 * ipc.h - what all System V objects have in common (svipc(7)): keys, ids made
 * of a slot and a sequence number, owners and permissions. Behaviour is
 * Linux's to the letter; each kind of object has a struct ipc_ids of its own.
 */
#pragma once

#include "cpu/spinlock.h"
#include "lib/cred.h"
#include "lib/types.h"

#define IPC_PRIVATE 0
#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#define IPC_INFO 3

#define IPC_SLOTS 32768             /* an id is sequence << 15 | slot */
#define IPC_SEQUENCES 65535         /* numbers, from 0 */
#define IPC_FEW 64                  /* slots that are always there */
#define IPC_KEY_BUCKETS 1024

/* What a caller wants to do: the bits of one permission class. */
#define IPC_READ 04
#define IPC_WRITE 02
#define IPC_EXECUTE 01

/* Part of each object. */
struct ipc_perm {
    int32_t key;
    int id;
    uid_t uid, cuid;
    gid_t gid, cgid;
    mode_t mode;
    uint64_t size;                  /* who opens it may ask for so much */
    int64_t ctime;                  /* made or changed, in ipc_now()'s time */
    struct ipc_perm *next_with_hash;
};

/* Linux's struct ipc64_perm, as programs see it. */
struct ipc64_perm {
    int32_t key;
    uint32_t uid, gid, cuid, cgid, mode;
    uint16_t seq, pad1;
    uint32_t pad2;
    uint64_t unused[2];
};
static_assert(sizeof(struct ipc64_perm) == 48, "Linux's ipc64_perm");

struct ipc_ids {
    struct spinlock lock;           /* guards all below and the objects */
    int in_use;
    int64_t limit;                  /* atomic: how many there may be */
    int64_t wanted;                 /* atomic: the next id to give; -1: any */
    int next, last;                 /* slots: where to look, last given */
    uint16_t seq;
    int slots_allocated;
    struct ipc_perm **slots;        /* `few`, or what was allocated */
    struct ipc_perm *few[IPC_FEW];
    struct ipc_perm *by_key[IPC_KEY_BUCKETS];
};

/* The time as these objects have it, in whole seconds of the date. */
int64_t ipc_now(void);

/*
 * The call ...get(): find the object by its key, which must have the size and
 * grant what `flags` ask, or make one by `create`, if they say so. Its id, or
 * -EEXIST, -EINVAL, -EACCES, -ENOENT, or what `create` answers, which runs
 * with the lock held.
 */
int ipc_get(struct ipc_ids *ids, int32_t key, uint64_t size, int flags,
            int (*create)(int32_t key, uint64_t size, int flags),
            const struct cred *c);

/* The calls below want ids->lock held. */

/* Enter `p`, owned by `c`; gives it an id, or -ENOSPC (limit), -ENOMEM. */
int ipc_add(struct ipc_ids *ids, struct ipc_perm *p, int32_t key,
            uint64_t size, mode_t mode, const struct cred *c);

/* Take it out; its id is stale from now on. */
void ipc_remove(struct ipc_ids *ids, struct ipc_perm *p);

/* Give up the key, as RMID of an object still in use does. */
void ipc_forget_key(struct ipc_ids *ids, struct ipc_perm *p);

struct ipc_perm *ipc_by_key(struct ipc_ids *ids, int32_t key);  /* or NULL */
struct ipc_perm *ipc_by_id(struct ipc_ids *ids, int id);        /* or NULL */
struct ipc_perm *ipc_by_slot(struct ipc_ids *ids, int slot);    /* or NULL */

/* All, by their slots; none may go meanwhile. */
struct ipc_perm *ipc_from_slot(struct ipc_ids *ids, int slot);  /* or above */
#define ipc_for_each(p, ids) \
    for (p = ipc_from_slot(ids, 0); p; \
         p = ipc_from_slot(ids, p->id % IPC_SLOTS + 1))

/* The highest slot in use, 0 if none is. */
int ipc_highest_slot(const struct ipc_ids *ids);

/* May `c` do what the bits of `flags` ask, those of all three classes folded
 * together? 0 or -EACCES. */
int ipc_check(const struct ipc_perm *p, mode_t flags, const struct cred *c);

/* What the commands of ...ctl() have in common. */

/* IPC_STAT takes an id; ..._STAT and ..._STAT_ANY take a slot and return the
 * id, the latter whoever asks. -EINVAL, -EACCES. */
enum ipc_stat { IPC_STAT_ID, IPC_STAT_SLOT, IPC_STAT_SLOT_ANY };
int ipc_stat(struct ipc_ids *ids, int id, enum ipc_stat how,
             const struct cred *c, struct ipc_perm **out);

/* For those that change or remove it. 0, -EINVAL, -EPERM. */
int ipc_own(struct ipc_ids *ids, int id, const struct cred *c,
            struct ipc_perm **out);

/* IPC_SET: owner and permissions, no more. 0, -EINVAL, -EPERM. */
int ipc_set(struct ipc_ids *ids, int id, const struct ipc64_perm *new,
            const struct cred *c);

struct ipc64_perm ipc_perm_export(const struct ipc_perm *p);
