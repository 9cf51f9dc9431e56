/*
 * segments.c - shared memory segments, for programs that can't go on without.
 */
#include <sys/ipc.h>
#include <sys/shm.h>
#include "bench.h"

int segment(size_t size, int flags)
{
    int id = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600 | flags);

    NEED(id >= 0, "shmget");
    return id;
}

char *attach(int id)
{
    char *at = shmat(id, NULL, 0);

    NEED(at != (void *)-1, "shmat");
    return at;
}

void detach(char *at)
{
    NEED(shmdt(at) == 0, "shmdt");
}

void destroy(int id)
{
    NEED(shmctl(id, IPC_RMID, NULL) == 0, "shmctl");
}

/* A word in each page, which depends on the page and on the writer. */
void write_pages(char *at, size_t size, uint64_t salt)
{
    for (char *end = at + size; at < end; at += PAGE, salt++)
        *(volatile uint64_t *)at = salt;
}

void check_pages(const char *at, size_t size, uint64_t salt)
{
    for (const char *end = at + size; at < end; at += PAGE, salt++)
        if (*(volatile const uint64_t *)at != salt)
            errx(1, "a page lacks what was written to it");
}
