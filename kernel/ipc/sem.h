/*
 * sem.h - System V semaphores (semget(2), semop(2), semctl(2)).
 *
 * semop() does several operations on an array of semaphores, all or none. One
 * that must wait is done later by whoever makes it possible, before that one's
 * own call is over; the sleeper is only told.
 */
#pragma once

#include "lib/types.h"

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

/* By the running process; results as in the manual pages, errors negated. */
int sem_get(int32_t key, int count, int flags);
int sem_operate(int id, vaddr_t ops, unsigned count, vaddr_t timeout);
int sem_control(int id, int number, int command, uint64_t arg);

/* At the end of the machine: remove every array, saying how many there were.
 * No process is left. */
void sem_shutdown(void);
