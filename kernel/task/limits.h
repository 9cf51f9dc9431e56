/*
 * limits.h - how much of something a process may have (getrlimit(2)).
 * Simplified: RLIMIT_AS, RLIMIT_MEMLOCK and RLIMIT_NICE hold it back; the
 * others can be set and are inherited, and that is all.
 */
#pragma once

#include "lib/types.h"

#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_NPROC 6
#define RLIMIT_NOFILE 7
#define RLIMIT_MEMLOCK 8
#define RLIMIT_AS 9
#define RLIMIT_NICE 13
#define RLIMITS 16
#define UNLIMITED UINT64_MAX

struct rlimit {
    uint64_t soft, hard;
};

/* Those of process 1. */
void limits_init(struct rlimit limits[RLIMITS]);
