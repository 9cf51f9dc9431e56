/* limits.c - see limits.h. */
#include "task/limits.h"
#include "fs/fdtable.h"
#include "task/process.h"
#include "vm/space.h"

void limits_init(struct rlimit limits[RLIMITS])
{
    uint64_t processes = process_limit();

    for (int i = 0; i < RLIMITS; i++)
        limits[i] = (struct rlimit){ UNLIMITED, UNLIMITED };
    limits[RLIMIT_STACK].soft = STACK_SIZE;
    limits[RLIMIT_CORE].soft = 0;
    limits[RLIMIT_NICE] = (struct rlimit){ 0, 0 };
    limits[RLIMIT_NPROC] = (struct rlimit){ processes, processes };
    limits[RLIMIT_NOFILE] = (struct rlimit){ FD_MAX, FD_MAX };
    limits[RLIMIT_MEMLOCK] = (struct rlimit){ 8 * MIB, 8 * MIB };
}
