/*
 * trace.h - the kernel's trace, as /proc/trace and /proc/trace-events show it
 * (kernel/debug/trace_file.h): what it did, event by event.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "../../kernel/cpu/trace_event.h"

/* Have these kinds (TRACE_BITs) noted from now on; 0: none any more. False and
 * errno. */
bool trace_start(uint32_t kinds);

/* The oldest record that there is, and the next that will be. */
uint64_t trace_first(void);
uint64_t trace_next(void);

/* What is noted, and in which units `time` is. */
uint32_t trace_kinds(void);
uint64_t trace_ticks_per_second(void);

/* The records; -1 and errno if they can't be had. */
int trace_open(void);

/* Up to `max` records from number `n` on; how many there are yet. -1 and errno,
 * EOVERFLOW when that one is gone. Reading is noted, too: so read many. */
int trace_read(int fd, uint64_t n, struct trace_event *e, int max);
