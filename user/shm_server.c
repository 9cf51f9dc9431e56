/*
 * shm_server.c - waits for a word in shared memory, and answers it.
 *
 *     shm_server [-s | -f] &
 *     shm_client [-s | -f]
 *
 * The two meet by a key, which ftok() makes of a file that both know; so the
 * server creates that file. It removes file and segment in the end. shm_pair.h
 * tells what the options mean.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include "shm_pair.h"

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

int main(int argc, char **argv)
{
    struct shm_pair_way way = { .option = getopt(argc, argv, "sf"),
                                .own = 0, .other = 1 };

    if (way.option == '?') {
        fprintf(stderr, "usage: shm_server [-s | -f]\n");
        return 2;
    }
    int fd = open(SHM_PAIR_FILE, O_CREAT | O_RDWR, 0600);
    if (fd < 0)
        fail(SHM_PAIR_FILE);
    close(fd);
    key_t key = ftok(SHM_PAIR_FILE, SHM_PAIR_LETTER);
    if (key < 0)
        fail("ftok");
    /* Before the segment, by which the client knows that all is there. */
    if (way.option == 's') {
        way.semaphores = semget(key, 2, IPC_CREAT | 0600);
        if (way.semaphores < 0)
            fail("semget");
    }
    int id = shmget(key, sizeof(struct shm_pair), IPC_CREAT | 0600);
    if (id < 0)
        fail("shmget");
    struct shm_pair *pair = shmat(id, NULL, 0);
    if (pair == (void *)-1)
        fail("shmat");
    printf("server: segment %d, key 0x%08x, is at %p\n", id, key,
           (void *)pair);

    printf("server: waiting for \"%s\"\n", SHM_PAIR_QUESTION);
    fflush(stdout);
    shm_pair_wait_for(pair, SHM_PAIR_QUESTION, &way);
    printf("server: read \"%s\", write \"%s\"\n", SHM_PAIR_QUESTION,
           SHM_PAIR_ANSWER);
    shm_pair_write(pair, SHM_PAIR_ANSWER, &way);
    shm_pair_wait_for(pair, "", &way);          /* the client has read it */

    if (shmdt(pair) < 0)
        fail("shmdt");
    if (shmctl(id, IPC_RMID, NULL) < 0)
        fail("shmctl");
    if (way.option == 's' && semctl(way.semaphores, 0, IPC_RMID) < 0)
        fail("semctl");
    unlink(SHM_PAIR_FILE);
    printf("server: detached, and removed the segment\n");
    return 0;
}
