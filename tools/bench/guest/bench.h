/*
 * bench.h - what the benchmark programs share.
 *
 * A figure is the median of several batches, in ticks of the processor's time
 * stamp counter for one operation. Under QEMU's -icount shift=0 a tick is one
 * instruction (calibrate() proves it); else the host knows how long it is.
 *
 * Each figure is a line of output, which the host reads:
 *     row KEY VALUE          or          none KEY the reason in words
 */
#pragma once

#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define KIB 1024ul
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define PAGE 4096ul
#define BATCHES 5

static inline uint64_t ticks(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

/* Measure `statement`, `n` times a batch; `i` counts. The loop itself adds
 * three instructions. */
#define COST(n, statement)                                                    \
    ({                                                                        \
        uint64_t batch_[BATCHES];                                             \
        for (int b_ = 0; b_ < BATCHES; b_++) {                                \
            uint64_t start_ = ticks();                                        \
            for (long i = 0; i < (long)(n); i++) {                            \
                statement;                                                    \
            }                                                                 \
            batch_[b_] = ticks() - start_;                                    \
        }                                                                     \
        median(batch_, BATCHES) / (double)(n);                                \
    })
#define MEASURE(key, n, statement) row(key, COST(n, statement))

/* The work was not done: no figure may come of it. */
#define NEED(condition, what)                                                 \
    do {                                                                      \
        if (!(condition))                                                     \
            err(1, "%s", what);                                               \
    } while (0)

void row(const char *key, double value);
void none(const char *key, const char *reason);
const char *keyed(const char *group, const char *name);  /* "GROUP.NAME" */
uint64_t median(uint64_t *batch, int n);
void calibrate(void);

/* The number after `name` in a file of /proc; -1: there is none. */
long proc_number(const char *file, const char *name);

/* Page faults of this process; -1: the kernel doesn't count them. */
long faults_now(void);
int cpus(void);
int pin(int cpu);

/* Segments: exit rather than fail. */
int segment(size_t size, int flags);
char *attach(int id);
void detach(char *at);
void destroy(int id);
void write_pages(char *at, size_t size, uint64_t salt);
void check_pages(const char *at, size_t size, uint64_t salt);

/* Wait for `child`, which must have exited with 0. */
void reap(pid_t child);

/* The groups of figures. */
void calls(void);
void attaching(void);
void touching(void);
void sharing(void);
void huge(void);
void forking(void);
void tables(void);
void one_cpu(void);
void two_cpus(void);
