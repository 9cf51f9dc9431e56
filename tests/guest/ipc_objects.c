/* ipc_objects.c - leaves segments and semaphores behind for the tools to show,
 * two processes at each, and prints their pids. Runs on Linux too. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

static pid_t attach_and_sleep(int segment, int array, int change)
{
    struct sembuf op = { 1, change, 0 };
    pid_t pid = fork();

    if (pid == 0) {
        shmat(segment, NULL, 0);
        semop(array, &op, 1);
        _exit(0);
    }
    while (semctl(array, 1, change ? GETNCNT : GETZCNT) == 0)
        usleep(1000);
    return pid;
}

/* Segments of many kinds: in use, of others and locked, large. */
static int segments_alone(void)
{
    int a = shmget(0x7101, 100000, IPC_CREAT | 0640);
    int b = shmget(-2, 1, IPC_CREAT | 0);
    char *at = shmat(a, NULL, 0);
    struct shmid_ds d;

    at[0] = at[5000] = at[50000] = 1;
    shmctl(b, SHM_LOCK, NULL);
    shmctl(b, IPC_STAT, &d);
    d.shm_perm.uid = 4321;
    d.shm_perm.gid = 5432;
    d.shm_perm.mode = 0777;
    shmctl(b, IPC_SET, &d);
    shmget(0x7f, 3ul << 30, IPC_CREAT | 010600);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return segments_alone();
    unsigned short values[3] = { 70, 1, 32767 };
    struct sembuf op = { 2, -1, 0 };
    int segment = shmget(0x7001, 5000, IPC_CREAT | 0640);
    int array = semget(0x7002, 3, IPC_CREAT | 0604);

    shmget(0x7003, 1, IPC_CREAT | 0600);
    semget(0x7004, 40, IPC_CREAT | 0);
    semctl(array, 0, SETALL, values);
    semop(array, &op, 1);
    printf("PIDS %d", getpid());
    printf(" %d", attach_and_sleep(segment, array, -2));
    printf(" %d\n", attach_and_sleep(segment, array, 0));
    shmctl(segment, IPC_RMID, NULL);
    return 0;
}
