/*
 * clock.h - time. The time-stamp counter, measured once against the PC's
 * interval timer, gives nanoseconds since boot; the CMOS clock read at boot
 * gives the date.
 */
#pragma once

#include "lib/types.h"

#define NS_PER_SEC 1000000000ul

/* Linux's. */
struct timespec {
    int64_t sec, nsec;
};

static inline bool timespec_is_valid(struct timespec t)
{
    return t.sec >= 0 && t.nsec >= 0 && t.nsec < (int64_t)NS_PER_SEC;
}

/* In nanoseconds; centuries are cut so that they can be added to a time. */
static inline uint64_t timespec_ns(struct timespec t)
{
    return MIN((uint64_t)t.sec, INT64_MAX / NS_PER_SEC - 1) * NS_PER_SEC +
           t.nsec;
}

/* Measure the counters; apic_init() has been called, interrupts are off. */
void clock_init(void);

/* Nanoseconds since boot; never goes back. */
uint64_t clock_monotonic(void);

/* Nanoseconds since 1970-01-01 00:00 UTC. */
uint64_t clock_realtime(void);
