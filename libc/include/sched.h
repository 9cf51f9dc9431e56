/* sched.h - giving up the processor, and choosing one (sched_yield(2),
 * sched_setaffinity(2)). */
#pragma once
#include <sys/types.h>

#define CPU_SETSIZE 1024

typedef struct {
    unsigned long bits[CPU_SETSIZE / 64];
} cpu_set_t;

#define CPU_ZERO(set) \
    do \
        for (int cpu_ = 0; cpu_ < CPU_SETSIZE / 64; cpu_++) \
            (set)->bits[cpu_] = 0; \
    while (0)
#define CPU_SET(cpu, set) ((set)->bits[(cpu) / 64] |= 1ul << (cpu) % 64)
#define CPU_CLR(cpu, set) ((set)->bits[(cpu) / 64] &= ~(1ul << (cpu) % 64))
#define CPU_ISSET(cpu, set) ((set)->bits[(cpu) / 64] >> (cpu) % 64 & 1)
#define CPU_COUNT(set) cpu_count_(set)

static inline int cpu_count_(const cpu_set_t *set)
{
    int count = 0;

    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        count += CPU_ISSET(cpu, set);
    return count;
}

int sched_yield(void);
int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set);
int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set);
int sched_getcpu(void);
