/* shm_client.c - writes a word to shared memory, and reads the answer; start
 * shm_server first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
#include "shm_pair.h"

static void fail(const char *what)
{
    perror(what);
    fprintf(stderr, "Is the server there? Start it with: shm_server &\n");
    exit(1);
}

int main(void)
{
    key_t key = -1;
    int id = -1;

    /* A server that was started just now needs a moment. */
    for (int tries = 0; tries < 1000 && id < 0; tries++) {
        key = ftok(SHM_PAIR_FILE, SHM_PAIR_LETTER);
        if (key >= 0)
            id = shmget(key, SHM_PAIR_SIZE, 0);
        if (id < 0)
            usleep(1000);
    }
    if (key < 0)
        fail(SHM_PAIR_FILE);
    if (id < 0)
        fail("shmget");
    char *memory = shmat(id, NULL, 0);
    if (memory == (void *)-1)
        fail("shmat");
    printf("client: segment %d, key 0x%08x, is at %p\n", id, key,
           (void *)memory);

    printf("client: write \"%s\"\n", SHM_PAIR_QUESTION);
    fflush(stdout);
    shm_pair_write(memory, SHM_PAIR_QUESTION);
    shm_pair_wait_for(memory, SHM_PAIR_ANSWER);
    printf("client: read \"%s\"\n", SHM_PAIR_ANSWER);
    fflush(stdout);
    shm_pair_write(memory, "");
    if (shmdt(memory) < 0)
        fail("shmdt");
    return 0;
}
