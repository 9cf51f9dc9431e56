/*
 * sysctl.h - files under /proc/sys: numbers of the kernel that all may read
 * and root may change (proc(5)).
 */
#pragma once

#include "lib/types.h"

struct sysctl {
    const char *path;           /* "sys/kernel/shmmax" */
    mode_t mode;                /* 0644, or 0444 where root alone may write */
    void *numbers;              /* of 64 bits each, used atomically */
    unsigned count;
    bool natural;               /* 0 to 2^64 - 1; else those of an int */
    int64_t most;               /* unless this is 0, only 0 to this */
    /* May that one become `n`? 0 or an error. NULL: it may. */
    int (*check)(unsigned which, int64_t n);
    /* Some have changed. NULL: nothing follows. */
    void (*changed)(void);
};

/* Make the file, at boot. `s` stays in use. */
void sysctl_add(const struct sysctl *s);
