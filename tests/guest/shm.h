/* shm.h - what the tests of shared memory have in common. */
#pragma once

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/utsname.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096ul
#ifndef SHM_HUGE_SHIFT              /* glibc doesn't know it */
#define SHM_HUGE_SHIFT 26
#endif
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

/* Addresses for so many pages that nothing is mapped to. */
static __attribute__((unused)) char *hole(int pages)
{
    char *at = mmap(NULL, pages * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                    -1, 0);

    munmap(at, pages * PAGE);
    return at;
}

/* A private page there. */
static __attribute__((unused)) char *page_at(char *at)
{
    return mmap(at, PAGE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void __attribute__((unused))
end_by_fault(int signo, siginfo_t *info, void *context)
{
    _exit(signo << 3 | info->si_code);
}

/* Does `body` get this signal with this code, and no other fault? 0: none. */
static int __attribute__((unused))
faults(void (*body)(void), int signo, int code, const char *what)
{
    struct sigaction a = { .sa_sigaction = end_by_fault,
                           .sa_flags = SA_SIGINFO };

    sigaction(SIGSEGV, &a, NULL);
    sigaction(SIGBUS, &a, NULL);
    int status = in_child(body);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    int good = ok(WIFEXITED(status) &&
                  WEXITSTATUS(status) == ((signo << 3 | code) & 0xff),
                  "%s", what);
    if (!good)
        printf("# wait status %#x, wanted signal %d, code %d\n", status, signo,
               code);
    return good;
}

/* Some of what ours does, Linux does since then. */
static int __attribute__((unused)) is_linux_before(int major, int minor)
{
    struct utsname name;
    int its_major = 0, its_minor = 0;

    uname(&name);
    sscanf(name.release, "%d.%d", &its_major, &its_minor);
    return !strstr(name.release, "commons") &&
           (its_major < major || (its_major == major && its_minor < minor));
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
