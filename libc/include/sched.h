/* sched.h - giving up the processor (sched_yield(2)). */
#pragma once
#include <sys/types.h>
#include <time.h>
int sched_yield(void);
