/* sem.h - what the tests of semaphores have in common. */
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <time.h>
#include "tap.h"

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
    struct seminfo *info;
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int __attribute__((unused)) fresh(int count)
{
    return semget(IPC_PRIVATE, count, 0600);
}

static void __attribute__((unused)) discard(int id)
{
    semctl(id, 0, IPC_RMID);
}

static long __attribute__((unused)) value(int id, int number)
{
    return semctl(id, number, GETVAL);
}

static long __attribute__((unused)) set(int id, int number, int to)
{
    return semctl(id, number, SETVAL, to);
}

static long __attribute__((unused)) last(int id, int number)
{
    return semctl(id, number, GETPID);
}

static struct semid_ds __attribute__((unused)) stat_of(int id)
{
    struct semid_ds ds;

    memset(&ds, 0xff, sizeof(ds));
    semctl(id, 0, IPC_STAT, &ds);
    return ds;
}

/* One operation. */
static long __attribute__((unused)) op(int id, int number, int change, int flags)
{
    struct sembuf one = { number, change, flags };

    return semop(id, &one, 1);
}

/* A child that makes the call and exits with 0 or its errno. */
static pid_t __attribute__((unused))
caller(int id, struct sembuf *ops, int count)
{
    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        roam();
        _exit(semop(id, ops, count) == 0 ? 0 : errno);
    }
    return pid;
}

/* The same for one operation, which sleeps: return when it does. */
static pid_t __attribute__((unused))
sleeper(int id, int number, int change, int flags)
{
    struct sembuf one = { number, change, flags };
    int command = change ? GETNCNT : GETZCNT;
    int before = semctl(id, number, command);
    pid_t pid = caller(id, &one, 1);

    while (semctl(id, number, command) == before)
        usleep(1000);
    return pid;
}

/* What a child exited with, minus the signal that killed it. */
static int __attribute__((unused)) outcome(pid_t pid)
{
    int status = -1;

    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}
