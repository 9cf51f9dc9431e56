/*
 * shm.h - System V shared memory (shmget(2), shmat(2), shmdt(2), shmctl(2)).
 *
 * A segment is a memory object with a name. Attaching maps the object as a
 * region of the process; what follows the region (fork, split, unmap, exit)
 * is counted by the region's ops, so nattch is right whatever happens.
 */
#pragma once

#include "lib/types.h"

#define SHM_RDONLY 010000
#define SHM_RND 020000
#define SHM_REMAP 040000
#define SHM_EXEC 0100000
#define SHM_HUGETLB 04000
#define SHM_NORESERVE 010000
#define SHM_HUGE_SHIFT 26           /* log2 of the size wanted, or 0 */
#define SHM_HUGE_MASK 077

#define SHM_DEST 01000              /* in the mode: removed, still attached */
#define SHM_LOCKED 02000

#define SHM_LOCK 11
#define SHM_UNLOCK 12
#define SHM_STAT 13
#define SHM_INFO 14
#define SHM_STAT_ANY 15

/* By the running process; results as in the manual pages, errors negated. */
int shm_get(int32_t key, uint64_t size, int flags);
int64_t shm_attach(int id, vaddr_t at, int flags);
int shm_detach(vaddr_t at);
int shm_control(int id, int command, vaddr_t buf);

/* At the end of the machine: remove every segment, printing what still
 * lived. No process is left. */
void shm_shutdown(void);
