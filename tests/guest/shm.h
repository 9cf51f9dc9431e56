/* shm.h - what the tests of shared memory have in common. */
#pragma once

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096ul
#define FAILED ((void *)-1)

static struct shmid_ds __attribute__((unused)) stat_of(int id)
{
    struct shmid_ds ds;

    memset(&ds, 0xff, sizeof(ds));
    if (shmctl(id, IPC_STAT, &ds) < 0)
        ds.shm_nattch = -1;
    return ds;
}

/* -1 if there is no such segment. */
static long __attribute__((unused)) nattch(int id)
{
    return stat_of(id).shm_nattch;
}

static int __attribute__((unused)) fresh(size_t size)
{
    return shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
}

static void __attribute__((unused)) discard(int id)
{
    shmctl(id, IPC_RMID, NULL);
}

/* Does the file of /proc/sys/kernel hold this text? */
static int __attribute__((unused))
setting_is(const char *name, const char *want, const char *what)
{
    char path[60], text[80] = "";

    snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
    int fd = open(path, O_RDONLY);
    int n = read(fd, text, sizeof(text) - 1);
    close(fd);
    int good = ok(n > 0 && strcmp(text, want) == 0, "%s", what);
    if (!good)
        printf("# %s holds %s, wanted %s\n", path, text, want);
    return good;
}

/* Write it there: what write() returned. */
static long __attribute__((unused)) set(const char *name, const char *text)
{
    char path[60];

    snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
    int fd = open(path, O_WRONLY);
    long result = fd < 0 ? -1 : write(fd, text, strlen(text));
    int error = errno;
    close(fd);
    errno = error;
    return result;
}
