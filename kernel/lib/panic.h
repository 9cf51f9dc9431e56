/*
 * panic.h - how the kernel stops when it finds a bug of its own. Nothing that
 * a user program does, and no lack of memory, may lead here.
 */
#pragma once

#include "lib/types.h"
#include "lib/print.h"

/* Say why, print a backtrace, and end the machine. */
NORETURN void panic(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Has one begun? The locks of the processors that it stopped stay held. */
bool panic_has_begun(void);

/* Print the chain of return addresses from frame pointer `rbp` upwards. */
void backtrace(uint64_t rbp);

/* What panic does first: keep the other processors quiet (cpu/trap.c). They
 * panic too, without a word. */
extern void (*panic_stop_others)(void);

/* What panic does last; dev/power.c makes it end QEMU with status 126. */
extern void (*panic_end)(void);

#define assert(cond) \
    ((cond) ? (void)0 : panic("%s:%d: assert(%s)", __FILE__, __LINE__, #cond))
