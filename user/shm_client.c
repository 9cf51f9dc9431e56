/* shm_client.c - writes a word to shared memory, and reads the answer; start
 * shm_server first, with the same option. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include "shm_pair.h"

static void fail(const char *what)
{
    perror(what);
    fprintf(stderr, "Is the server there? Start it with: shm_server &\n");
    exit(1);
}

int main(int argc, char **argv)
{
    struct shm_pair_way way = { .option = getopt(argc, argv, "sf"),
                                .own = 1, .other = 0 };
    key_t key = -1;
    int id = -1;

    if (way.option == '?') {
        fprintf(stderr, "usage: shm_client [-s | -f]\n");
        return 2;
    }
    /* A server that was started just now needs a moment. */
    for (int tries = 0; tries < 1000 && id < 0; tries++) {
        key = ftok(SHM_PAIR_FILE, SHM_PAIR_LETTER);
        if (key >= 0)
            id = shmget(key, sizeof(struct shm_pair), 0);
        if (id < 0)
            usleep(1000);
    }
    if (key < 0)
        fail(SHM_PAIR_FILE);
    if (id < 0)
        fail("shmget");
    if (way.option == 's') {
        way.semaphores = semget(key, 2, 0);
        if (way.semaphores < 0)
            fail("semget");
    }
    struct shm_pair *pair = shmat(id, NULL, 0);
    if (pair == (void *)-1)
        fail("shmat");
    printf("client: segment %d, key 0x%08x, is at %p\n", id, key,
           (void *)pair);

    printf("client: write \"%s\"\n", SHM_PAIR_QUESTION);
    fflush(stdout);
    shm_pair_write(pair, SHM_PAIR_QUESTION, &way);
    shm_pair_wait_for(pair, SHM_PAIR_ANSWER, &way);
    printf("client: read \"%s\"\n", SHM_PAIR_ANSWER);
    fflush(stdout);
    shm_pair_write(pair, "", &way);
    if (shmdt(pair) < 0)
        fail("shmdt");
    return 0;
}
