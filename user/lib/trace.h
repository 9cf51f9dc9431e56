/*
 * trace.h - the kernel's trace, as /proc/trace and /proc/trace-events show it
 * (kernel/cpu/trace.h, debug/trace_file.h): what it did, event by event.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum trace_kind {
    TRACE_ENTRY = 1,    /* slot's physical address, old, new, address;
                           what: level */
    TRACE_CR3,          /* root table, the one before, CR3 as loaded */
    TRACE_FLUSH,        /* root table, address, processors asked; what: 0 a
                           page, 1 an address space, 2 the kernel's half */
    TRACE_ANSWER,       /* this processor has flushed as others asked */
    TRACE_SWITCH,       /* from here on `pid` runs on `cpu` */
    TRACE_CALL,         /* the six arguments; what: number */
    TRACE_RESULT,       /* result; what: number */
    TRACE_TEXT,         /* 48 bytes from behind the argument `what` of the call */
    TRACE_FAULT,        /* address, error code, RIP */
    TRACE_FAULT_END,    /* address, 0 or -errno */
    TRACE_FRAME,        /* frame, order, 1: taken, 0: free; what: owner */
    TRACE_PROCESS,      /* what: one of the next */
    TRACE_REGION,       /* start, end, object's id, root table; what: bit 0:
                           there it is, 1 to 3: PROT_, from 8: owner */
    TRACE_SIGNAL,       /* for whom, si_code, address or sender's pid and, from
                           bit 32 on, uid, way and, from bit 32 on, status;
                           what: signal */
    TRACE_DATA,         /* like TEXT, but a structure, or a part of it */
};

enum { TRACE_FORK = 1, TRACE_EXEC, TRACE_EXIT };
enum { TRACE_IGNORED, TRACE_BY_DEFAULT, TRACE_HANDLED };     /* ways */

#define TRACE_ARGS 6
#define TRACE_TEXT_SIZE 48
#define TRACE_BIT(kind) (1u << (kind))

struct trace_event {
    uint64_t time;              /* time-stamp counter */
    uint8_t kind, cpu;
    uint16_t pid;
    uint16_t what, lap;
    uint64_t arg[TRACE_ARGS];
};

/* Have these kinds noted from now on; 0: none any more. False and errno. */
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
