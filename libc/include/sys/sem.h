/* sys/sem.h - System V semaphores (semop(2)). The program declares union semun,
 * what semctl() takes in the end. */
#pragma once
#include <sys/ipc.h>
#include <time.h>

#define _SEM_SEMUN_UNDEFINED 1
#define SEM_UNDO 0x1000
#define GETPID 11
#define GETVAL 12
#define GETALL 13
#define GETNCNT 14
#define GETZCNT 15
#define SETVAL 16
#define SETALL 17
#define SEM_STAT 18
#define SEM_INFO 19
#define SEM_STAT_ANY 20

struct sembuf {
    unsigned short sem_num;
    short sem_op, sem_flg;
};

struct semid_ds {
    struct ipc_perm sem_perm;
    time_t sem_otime;
    unsigned long __unused1;
    time_t sem_ctime;
    unsigned long __unused2, sem_nsems, __unused3, __unused4;
};

struct seminfo {
    int semmap, semmni, semmns, semmnu, semmsl, semopm, semume, semusz, semvmx,
        semaem;
};

int semget(key_t, int, int);
int semop(int, struct sembuf *, size_t);
int semtimedop(int, struct sembuf *, size_t, const struct timespec *);
int semctl(int, int, int, ...);
