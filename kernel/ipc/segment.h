/* segment.h - a shared-memory segment, between shm.c, shmctl.c and
 * ipcproc.c. */
#pragma once

#include "ipc/ipc.h"
#include "ipc/shm.h"
#include "lib/list.h"
#include "vm/object.h"

struct process;

struct segment {                    /* lock: shm_ids.lock */
    struct ipc_perm perm;           /* its size is in bytes, as asked for */
    struct object *object;          /* holds one reference */
    uint64_t nattch;                /* regions that map it */
    int64_t atime, dtime;           /* in ipc_now()'s time */
    pid_t cpid, lpid;
    uid_t locker;                   /* of one that is locked: whose limit */
    int32_t key_at_birth;           /* /proc/PID/maps shows it for ever */
    struct list by_maker;           /* in its list; empty: that has ended */
};

struct shm_limits {
    uint64_t max, all;          /* atomic: SHMMAX in bytes, SHMALL in pages */
    int64_t count;              /* atomic: SHMMNI */
    int64_t forced;             /* atomic: shm_rmid_forced, 0 or 1 */
};

extern struct ipc_ids shm_ids;
extern struct shm_limits shm_limits;
extern uint64_t shm_pages;

static inline struct segment *segment_of(const struct ipc_perm *p)
{
    return container_of(p, struct segment, perm);
}

/* shm_rmid_forced: a process ends; it was just turned on (shm.c). */
void segments_orphan(struct process *maker);
void segments_free_orphans(void);

/* For struct ipc_kind (shmctl.c). */
#define SHMID64_DS_SIZE 112
void segment_export(const struct ipc_perm *p, void *ds);
size_t segments_info(bool of_use, void *info);
