/*
 * ipc.h - what all System V objects have in common (svipc(7)): keys, ids made
 * of a slot and a sequence number, owners and permissions. Behaviour is
 * Linux's to the letter; each kind of object has a struct ipc_ids of its own.
 */
#pragma once

#include "cpu/clock.h"
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

/* What kind of objects these are; for ipcctl.c, which has the lock when it
 * calls these, but for free(). */
struct ipc_kind {
    /* Make one: its id or an error. */
    int (*create)(int32_t key, uint64_t size, int flags);

    /* Remove it. It is returned if nobody has it any more, for free(), which
     * does nothing with NULL. */
    struct ipc_perm *(*remove)(struct ipc_perm *p);
    void (*free)(struct ipc_perm *p);

    /* Linux's structure of this kind, which begins with an ipc64_perm. */
    size_t ds_size;
    void (*export)(const struct ipc_perm *p, void *ds);

    /* Write Linux's structure of limits or, `of_use`, of what there is, over
     * zeros: its size. */
    size_t (*info)(bool of_use, void *info);

    /* SHM_STAT or SEM_STAT; ..._INFO and ..._STAT_ANY are the next numbers. */
    int stat;
};
#define IPC_STRUCT_MAX 112          /* bytes of the largest, shmid64_ds */

struct ipc_ids {
    struct spinlock lock;           /* guards all below and the objects */
    const struct ipc_kind *kind;
    int in_use;
    const int64_t *limit;           /* atomic: how many there may be */
    int64_t wanted;                 /* atomic: the next id to give; -1: any */
    int last;                       /* slot that was given */
    uint16_t seq;
    int slot_count;
    struct ipc_perm **slots;        /* `few`, or more that were allocated */
    struct ipc_perm *few[IPC_FEW];
    struct ipc_perm *by_key[IPC_KEY_BUCKETS];
};

/* There are none yet. */
#define IPC_IDS(name, its_rank, its_kind, its_limit) { \
    .lock = SPINLOCK(its_rank), .kind = its_kind, .limit = &its_limit, \
    .wanted = -1, .last = -1, .slot_count = IPC_FEW, .slots = name.few }

/* The time as these objects have it, in whole seconds of the date. */
static inline int64_t ipc_now(void)
{
    return clock_realtime() / NS_PER_SEC;
}

/* --- ipc.c; ids->lock held ------------------------------------------------ */

/* Enter `p`, the caller's; gives it an id, or -ENOSPC (limit), -ENOMEM. */
int ipc_add(struct ipc_ids *ids, struct ipc_perm *p, int32_t key,
            uint64_t size, mode_t mode);

/* Take it out; its id is stale from now on. */
void ipc_take(struct ipc_ids *ids, struct ipc_perm *p);

/* Give up the key, as RMID of an object still in use does. */
void ipc_forget_key(struct ipc_ids *ids, struct ipc_perm *p);

struct ipc_perm *ipc_by_key(struct ipc_ids *ids, int32_t key);  /* or NULL */
struct ipc_perm *ipc_by_id(struct ipc_ids *ids, int id);        /* or NULL */
struct ipc_perm *ipc_by_slot(struct ipc_ids *ids, int slot);    /* or NULL */

/* The first at or above slot *from, which moves on behind it, or NULL: for a
 * visit to all. The one that is visited may go. */
struct ipc_perm *ipc_next(struct ipc_ids *ids, int *from);
#define ipc_for_each(p, ids) \
    for (int its_slot = 0; (p = ipc_next(ids, &its_slot));)

/* May the caller do what the bits of `flags` ask, those of all three classes
 * folded together? 0 or -EACCES. */
int ipc_check(const struct ipc_perm *p, mode_t flags);

/* The object, for its owner or who has that capability: 0, -EINVAL, -EPERM. */
int ipc_own(struct ipc_ids *ids, int id, enum capability capability,
            struct ipc_perm **out);

struct ipc64_perm ipc_perm_export(const struct ipc_perm *p);

/* --- ipcctl.c: what the calls have in common ------------------------------ */

/*
 * ...get(): find the object by its key, which must have the size and grant
 * what `flags` ask, or create one, if they say so. Its id, or -EEXIST,
 * -EINVAL, -EACCES, -ENOENT, or what create() answers.
 */
int ipc_get(struct ipc_ids *ids, int32_t key, uint64_t size, int flags);

/*
 * ...ctl() with a command that both kinds have; results as in the manual pages,
 * errors negated. IPC_STAT takes an id; ..._STAT and ..._STAT_ANY take a slot
 * and return the id, the latter whoever asks; IPC_INFO and ..._INFO return the
 * highest slot in use.
 */
int ipc_control(struct ipc_ids *ids, int id, int command, vaddr_t buf);

/* --- ipcproc.c ------------------------------------------------------------ */

/* Lists and limits in /proc, and what the end of a process does; at boot. */
void ipc_init(void);
