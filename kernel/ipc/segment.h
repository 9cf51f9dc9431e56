/* segment.h - a shared-memory segment, between shm.c and shmctl.c. */
#pragma once

#include "ipc/ipc.h"
#include "ipc/shm.h"
#include "vm/object.h"

struct segment {                    /* lock: shm_ids.lock */
    struct ipc_perm perm;           /* its size is in bytes, as asked for */
    struct object *object;          /* holds one reference */
    uint64_t nattch;                /* regions that map it */
    int64_t atime, dtime;           /* in ipc_now()'s time */
    pid_t cpid, lpid;
    int32_t key_at_birth;           /* /proc/PID/maps shows it for ever */
};

struct shm_limits {
    uint64_t max, all;          /* atomic: SHMMAX in bytes, SHMALL in pages */
};

extern struct ipc_ids shm_ids;
extern struct shm_limits shm_limits;
extern uint64_t shm_pages;

static inline struct segment *segment_of(struct ipc_perm *p)
{
    return container_of(p, struct segment, perm);
}

/* IPC_RMID. shm_ids.lock held. Returns the segment if nobody has it any more,
 * for segment_free(). */
struct segment *segment_remove(struct segment *s) MUST_CHECK;

/* Give back its memory, without the lock, since it may be much; NULL: none. */
void segment_free(struct segment *s);
