/*
 * alarm.h - something to be done at a certain time. An alarm is a part of
 * whatever it belongs to; it rings once, or with a period again and again,
 * from the timer interrupt of whichever processor gets there first.
 */
#pragma once

#include "lib/list.h"
#include "lib/types.h"

struct alarm {
    struct list link;           /* empty: it isn't set */
    uint64_t deadline;          /* nanoseconds of clock_monotonic() */
    uint64_t period;            /* from one ring to the next; 0: only one */
    void (*ring)(struct alarm *);   /* see below */
};

void alarm_init(struct alarm *a, void (*ring)(struct alarm *));

/*
 * Let it ring at `deadline`, or not at all. After alarm_cancel() it isn't
 * ringing on any processor either, so that its memory may go. The ringing is
 * done with the lock of all alarms held, which stands beside the terminal's
 * in the lock order: `ring` may take locks to the right of that, but neither
 * set nor cancel, and whoever calls these holds none that it takes.
 */
void alarm_set(struct alarm *a, uint64_t deadline, uint64_t period);
void alarm_cancel(struct alarm *a);

/* When it will ring next, or NO_DEADLINE; *period as it was set. */
uint64_t alarm_get(struct alarm *a, uint64_t *period);

/* Ring what is due at `now`; when the next will be, or NO_DEADLINE. For the
 * timer interrupt. */
uint64_t alarms_ring(uint64_t now);
