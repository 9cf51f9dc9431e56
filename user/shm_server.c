/*
 * shm_server.c - waits for a word in shared memory, and answers it.
 *
 *     shm_server &
 *     shm_client
 *
 * The two meet by a key, which ftok() makes of a file that both know; so the
 * server creates that file. It removes file and segment in the end.
 */
#include <fcntl.h>
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
    exit(1);
}

int main(void)
{
    int fd = open(SHM_PAIR_FILE, O_CREAT | O_RDWR, 0600);
    if (fd < 0)
        fail(SHM_PAIR_FILE);
    close(fd);
    key_t key = ftok(SHM_PAIR_FILE, SHM_PAIR_LETTER);
    if (key < 0)
        fail("ftok");
    int id = shmget(key, SHM_PAIR_SIZE, IPC_CREAT | 0600);
    if (id < 0)
        fail("shmget");
    char *memory = shmat(id, NULL, 0);
    if (memory == (void *)-1)
        fail("shmat");
    printf("server: segment %d, key 0x%08x, is at %p\n", id, key,
           (void *)memory);

    printf("server: waiting for \"%s\"\n", SHM_PAIR_QUESTION);
    fflush(stdout);
    shm_pair_wait_for(memory, SHM_PAIR_QUESTION);
    printf("server: read \"%s\", write \"%s\"\n", SHM_PAIR_QUESTION,
           SHM_PAIR_ANSWER);
    shm_pair_write(memory, SHM_PAIR_ANSWER);
    shm_pair_wait_for(memory, "");          /* the client has read it */

    if (shmdt(memory) < 0)
        fail("shmdt");
    if (shmctl(id, IPC_RMID, NULL) < 0)
        fail("shmctl");
    unlink(SHM_PAIR_FILE);
    printf("server: detached, and removed the segment\n");
    return 0;
}
