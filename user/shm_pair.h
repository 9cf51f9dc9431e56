/*
 * shm_pair.h - what server and client agree on: where they meet, and how they
 * talk. The segment holds one word at a time; each side waits until the word
 * is the one it expects. How it passes the time is an option of both:
 *
 *     (none)  it polls: looks, dozes, looks again. Who looks often keeps a
 *             processor busy; who looks seldom comes late.
 *     -s      it sleeps at a semaphore, which the other raises.
 *     -f      it sleeps at a futex: a number in the segment itself, of which
 *             the kernel hears only when somebody sleeps or is to be woken.
 */
#pragma once
#include <linux/futex.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SHM_PAIR_FILE "/tmp/shm_pair"   /* for ftok() */
#define SHM_PAIR_LETTER 'S'
#define SHM_PAIR_QUESTION "ping"
#define SHM_PAIR_ANSWER "pong"

/* The segment. */
struct shm_pair {
    char word[60];
    unsigned written;       /* for the futex: how many words so far */
};

/* How one side waits for the other. */
struct shm_pair_way {
    int option;             /* -1: it polls */
    int semaphores;         /* for -s: an array of two, one for each side */
    int own, other;         /* their numbers */
};

/* The first byte is written last: with it the word appears as a whole. */
static inline void shm_pair_write(struct shm_pair *pair, const char *word,
                                  const struct shm_pair_way *way)
{
    memcpy(pair->word + 1, word + 1, *word ? strlen(word) : 0);
    __atomic_store_n(pair->word, word[0], __ATOMIC_RELEASE);

    if (way->option == 's') {
        struct sembuf raise = { way->other, 1, 0 };
        semop(way->semaphores, &raise, 1);
    } else if (way->option == 'f') {
        __atomic_add_fetch(&pair->written, 1, __ATOMIC_RELEASE);
        syscall(SYS_futex, &pair->written, FUTEX_WAKE, 1);
    }
}

static inline int shm_pair_holds(const struct shm_pair *pair, const char *word)
{
    return __atomic_load_n(pair->word, __ATOMIC_ACQUIRE) == word[0] &&
           strcmp(pair->word, word) == 0;
}

/* A word may come after the look and before the sleep. The semaphore is up
 * then; and the number isn't what it was, so that FUTEX_WAIT returns at once. */
static inline void shm_pair_wait_for(struct shm_pair *pair, const char *word,
                                     const struct shm_pair_way *way)
{
    unsigned written = __atomic_load_n(&pair->written, __ATOMIC_ACQUIRE);

    while (!shm_pair_holds(pair, word)) {
        if (way->option == 's') {
            struct sembuf lower = { way->own, -1, 0 };
            semop(way->semaphores, &lower, 1);
        } else if (way->option == 'f') {
            syscall(SYS_futex, &pair->written, FUTEX_WAIT, written, NULL);
        } else {
            usleep(1);
        }
        written = __atomic_load_n(&pair->written, __ATOMIC_ACQUIRE);
    }
}
