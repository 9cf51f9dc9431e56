/*
 * shm_pair.h - what server and client agree on: where they meet, and how they
 * talk. The segment holds one word at a time; each side waits until the word
 * is the one it expects.
 */
#pragma once
#include <string.h>
#include <unistd.h>

#define SHM_PAIR_FILE "/tmp/shm_pair"   /* for ftok() */
#define SHM_PAIR_LETTER 'S'
#define SHM_PAIR_SIZE 64
#define SHM_PAIR_QUESTION "ping"
#define SHM_PAIR_ANSWER "pong"

/* The first byte is written last: with it the word appears as a whole. */
static inline void shm_pair_write(char *memory, const char *word)
{
    memcpy(memory + 1, word + 1, *word ? strlen(word) : 0);
    __atomic_store_n(memory, word[0], __ATOMIC_RELEASE);
}

static inline void shm_pair_wait_for(const char *memory, const char *word)
{
    while (__atomic_load_n(memory, __ATOMIC_ACQUIRE) != word[0] ||
           strcmp(memory, word) != 0)
        usleep(1);
}
