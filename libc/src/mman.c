/* mman.c - mapping memory, and the heap's end. */
#include <sys/mman.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "syscall.h"

void *mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset)
{
    return (void *)call(SYS_mmap, at, size, prot, flags, fd, offset);
}

int munmap(void *at, size_t size)
{
    return call(SYS_munmap, at, size);
}

int mprotect(void *at, size_t size, int prot)
{
    return call(SYS_mprotect, at, size, prot);
}

int msync(void *at, size_t size, int flags)
{
    return call(SYS_msync, at, size, flags);
}

int madvise(void *at, size_t size, int advice)
{
    return call(SYS_madvise, at, size, advice);
}

int mlock(const void *at, size_t size)
{
    return call(SYS_mlock, at, size);
}

int munlock(const void *at, size_t size)
{
    return call(SYS_munlock, at, size);
}

int mlockall(int flags)
{
    return call(SYS_mlockall, flags);
}

int munlockall(void)
{
    return call(SYS_munlockall);
}

int mincore(void *at, size_t size, unsigned char *in)
{
    return call(SYS_mincore, at, size, in);
}

/* The new address is there with MREMAP_FIXED only. */
void *mremap(void *old, size_t old_size, size_t new_size, int flags, ...)
{
    va_list args;

    va_start(args, flags);
    void *new = flags & MREMAP_FIXED ? va_arg(args, void *) : NULL;
    va_end(args);
    return (void *)call(SYS_mremap, old, old_size, new_size, flags, new);
}

/* POSIX shared memory is a file in a directory for it (shm_overview(7)). */
int shm_open(const char *name, int flags, mode_t mode)
{
    char path[300];

    snprintf(path, sizeof(path), "/dev/shm/%s", name + (*name == '/'));
    return open(path, flags | O_CLOEXEC, mode);
}

int shm_unlink(const char *name)
{
    char path[300];

    snprintf(path, sizeof(path), "/dev/shm/%s", name + (*name == '/'));
    return unlink(path);
}

/* The raw call answers with the end that holds now. */
static long heap_end(long wanted)
{
    return raw_syscall(SYS_brk, wanted);
}

int brk(void *end)
{
    if (heap_end((long)end) == (long)end)
        return 0;
    errno = ENOMEM;
    return -1;
}

void *sbrk(intptr_t change)
{
    long now = heap_end(0);

    return change && brk((char *)now + change) < 0 ? (void *)-1 : (void *)now;
}
