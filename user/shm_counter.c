/*
 * shm_counter.c - why shared memory needs more than sharing: two processes add
 * 1 to the same counter, again and again.
 *
 *     shm_counter [-s] [TIMES]
 *
 * Each reads the counter, adds 1, and writes the sum. What the other has
 * written in between is overwritten: its additions are lost. On two processors
 * that happens all the time; on one, when the first is interrupted between
 * reading and writing, and then all is lost that the second did meanwhile.
 * With -s who adds takes a semaphore first, and nothing is lost.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMES 20000

static volatile long *counter;
static int semaphore;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* Adding takes a while, as most work does. */
static void add_one(void)
{
    long old = *counter;

    for (volatile int work = 0; work < 1000; work++)
        continue;
    *counter = old + 1;
}

/* SEM_UNDO: if it is killed in between, the kernel gives the semaphore back. */
static void add_one_alone(void)
{
    struct sembuf take = { 0, -1, SEM_UNDO }, give = { 0, 1, SEM_UNDO };

    if (semop(semaphore, &take, 1) < 0)
        fail("semop");
    add_one();
    if (semop(semaphore, &give, 1) < 0)
        fail("semop");
}

static void add(long times, bool alone)
{
    for (long i = 0; i < times; i++)
        if (alone)
            add_one_alone();
        else
            add_one();
}

/* It goes with the last process, whatever happens. */
static void make_counter(void)
{
    int id = shmget(IPC_PRIVATE, sizeof(*counter), 0600);

    if (id < 0)
        fail("shmget");
    counter = shmat(id, NULL, 0);
    if (counter == (void *)-1)
        fail("shmat");
    shmctl(id, IPC_RMID, NULL);
}

static void make_semaphore(void)
{
    semaphore = semget(IPC_PRIVATE, 1, 0600);
    if (semaphore < 0 || semctl(semaphore, 0, SETVAL, 1) < 0)
        fail("semget");
}

int main(int argc, char **argv)
{
    int option = getopt(argc, argv, "s");
    bool alone = option == 's';
    long times = optind < argc ? atol(argv[optind]) : TIMES;

    if (option == '?' || times < 0) {
        fprintf(stderr, "usage: shm_counter [-s] [TIMES]\n");
        return 2;
    }
    make_counter();
    make_semaphore();
    for (int i = 0; i < 2; i++) {
        pid_t pid = fork();
        if (pid < 0)
            fail("fork");
        if (pid == 0) {
            add(times, alone);
            return 0;
        }
    }
    while (wait(NULL) > 0)
        continue;
    semctl(semaphore, 0, IPC_RMID);
    printf("2 processes added 1 %ld times %s: %ld, %ld lost\n", times,
           alone ? "with a semaphore" : "just so", *counter,
           2 * times - *counter);
    return 0;
}
