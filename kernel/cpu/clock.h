/*
 * clock.h - time. The time-stamp counter, measured once against the PC's
 * interval timer, gives nanoseconds since boot; the CMOS clock read at boot
 * gives the date.
 */
#pragma once

#include "lib/types.h"

#define NS_PER_SEC 1000000000ul

/* Measure the counters; apic_init() has been called, interrupts are off. */
void clock_init(void);

/* Nanoseconds since boot; never goes back. */
uint64_t clock_monotonic(void);

/* Nanoseconds since 1970-01-01 00:00 UTC. */
uint64_t clock_realtime(void);
