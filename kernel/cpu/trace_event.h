/*
 * trace_event.h - what a record of the trace (cpu/trace.h) says. Programs
 * include this file, too; tools/explore/records.py and page/records.js there
 * have the same numbers.
 */
#pragma once

#include <stdint.h>

enum trace_kind {
    TRACE_ENTRY = 1,    /* slot's physical address, old, new, address;
                           what: level */
    TRACE_CR3,          /* root table, the one before, CR3 as loaded */
    TRACE_FLUSH,        /* root table, address, mask of processors asked;
                           what: enum trace_flush */
    TRACE_ANSWER,       /* this processor has flushed as others asked */
    TRACE_SWITCH,       /* from here on `pid` runs on `cpu` */
    TRACE_CALL,         /* the six arguments; what: number */
    TRACE_RESULT,       /* result; what: number */
    TRACE_TEXT,         /* TRACE_TEXT_SIZE bytes from behind the argument `what`
                           of the call */
    TRACE_FAULT,        /* address, error code, RIP */
    TRACE_FAULT_END,    /* address, 0 or -errno */
    TRACE_FRAME,        /* frame, order, 1: taken, 0: free; what: owner */
    TRACE_PROCESS,      /* by `what`, enum trace_process */
    TRACE_REGION,       /* start, end, object's id, root table; what:
                           TRACE_REGION_WHAT */
    TRACE_SIGNAL,       /* for which process, si_code, address (a fault's) or
                           sender's pid | uid << 32, TRACE_SIGNAL_WAY; what:
                           signal */
    TRACE_DATA,         /* the same as TEXT for what is no text: a structure,
                           or its part that matters */
};

#define TRACE_BIT(kind) (1u << (kind))

enum trace_flush {
    TRACE_FLUSH_PAGE, TRACE_FLUSH_SPACE, TRACE_FLUSH_KERNEL
};

enum trace_process {
    TRACE_FORK = 1,     /* child's pid, its root table */
    TRACE_EXEC,         /* new root table, old one or 0, name in two words */
    TRACE_EXIT,         /* wait status */
};

/* [start, end) is such a region from now on, whatever was there; or, not
 * `there`, none. `owner` is the kind of the object's frames, 0 without. */
#define TRACE_REGION_WHAT(there, prot, owner) \
    ((there) | (prot) << 1 | (owner) << 8)
#define TRACE_REGION_THERE(what) ((what) & 1)
#define TRACE_REGION_PROT(what) ((what) >> 1 & 7)
#define TRACE_REGION_OWNER(what) ((what) >> 8)

/* What becomes of a signal; a child's end comes with its status. */
enum trace_signal { TRACE_IGNORED, TRACE_BY_DEFAULT, TRACE_HANDLED };
#define TRACE_SIGNAL_WAY(way, status) ((way) | (uint64_t)(status) << 32)

#define TRACE_ARGS 6
#define TRACE_TEXT_SIZE (TRACE_ARGS * sizeof(uint64_t))

struct trace_event {
    uint64_t time;              /* time-stamp counter */
    uint8_t kind;
    uint8_t cpu;
    uint16_t pid;               /* who runs there; 0: no process */
    uint16_t what;
    uint16_t lap;               /* trace_lap(): the record is complete */
    uint64_t arg[TRACE_ARGS];   /* but for calls, texts and data, the last two
                                   say who: the caller of the function that
                                   noted it, and that one's caller */
};
_Static_assert(sizeof(struct trace_event) == 64, "tools and programs know it");
