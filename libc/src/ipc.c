/* ipc.c - System V shared memory and semaphores (svipc(7)). */
#include <stdarg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include "syscall.h"

/* Project, device and inode, eight, eight and sixteen bits (ftok(3)). */
key_t ftok(const char *path, int project)
{
    struct stat s;

    if (stat(path, &s) < 0)
        return -1;
    return (project & 0xff) << 24 | (s.st_dev & 0xff) << 16 |
           (s.st_ino & 0xffff);
}

int shmget(key_t key, size_t size, int flags)
{
    return call(SYS_shmget, key, size, flags);
}

void *shmat(int id, const void *at, int flags)
{
    return (void *)call(SYS_shmat, id, at, flags);
}

int shmdt(const void *at)
{
    return call(SYS_shmdt, at);
}

int shmctl(int id, int command, struct shmid_ds *ds)
{
    return call(SYS_shmctl, id, command, ds);
}

int semget(key_t key, int count, int flags)
{
    return call(SYS_semget, key, count, flags);
}

int semop(int id, struct sembuf *ops, size_t count)
{
    return call(SYS_semop, id, ops, count);
}

int semtimedop(int id, struct sembuf *ops, size_t count,
               const struct timespec *timeout)
{
    return call(SYS_semtimedop, id, ops, count, timeout);
}

int semctl(int id, int number, int command, ...)
{
    va_list args;

    va_start(args, command);
    long arg = va_arg(args, long);
    va_end(args);
    return call(SYS_semctl, id, number, command, arg);
}
