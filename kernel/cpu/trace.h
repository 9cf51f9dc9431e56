/*
 * trace.h - what the kernel does, noted event by event for those who watch:
 * entries of page tables, loads of CR3, flushes, frames, faults, system calls,
 * switches between processes. tools/explore makes pictures of it, strace
 * reads it in the guest, through /proc/trace (debug/trace_file.c).
 *
 * Each event is a record of 64 bytes in a ring. Since every entry goes through
 * pte_set(), a replay of the records is the state of all page tables at any
 * moment. While nobody watches, a place that could note something costs one
 * test and a branch that isn't taken.
 */
#pragma once

#include "lib/types.h"

/* The numbers are known to tools/explore and user/lib/trace.h. */
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
    TRACE_TEXT,         /* 48 bytes from behind the argument `what` of the call */
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
    TRACE_KINDS
};

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

/* What becomes of a signal; a child's end comes with its status. */
enum trace_signal { TRACE_IGNORED, TRACE_BY_DEFAULT, TRACE_HANDLED };
#define TRACE_SIGNAL_WAY(way, status) ((way) | (uint64_t)(status) << 32)

#define TRACE_ARGS 6

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
static_assert(sizeof(struct trace_event) == 64, "tools and programs know it");

#define TRACE_BLOCK_SIZE (2 * MIB)
#define TRACE_BLOCK_EVENTS (TRACE_BLOCK_SIZE / sizeof(struct trace_event))
#define TRACE_BLOCKS 32

/* Found from outside by its symbol, in physical memory. */
struct trace_log {
    char magic[8];              /* "COMMONS1" */
    uint64_t ticks_per_second;  /* of `time`; 0: not measured yet */
    uint64_t head;              /* atomic: the next record's number, from 0 on */
    uint64_t capacity;          /* number n lies in slot n % capacity */
    paddr_t blocks[TRACE_BLOCKS];
};
extern struct trace_log trace_log;

/* Which kinds are noted: bits 1 << kind. Read with each event. */
extern uint32_t trace_kinds;

/* Who runs on this processor; set by the task layer. */
extern pid_t (*trace_pid)(void);

/* Where something happens stands TRACE: if events of that kind are wanted, it
 * calls `note`, a TRACE_NOTE function. The barrier keeps the call from becoming
 * a jump, which would hide who made it. */
#define TRACE(kind, note) \
    do { \
        if (__builtin_expect(trace_kinds & 1u << (kind), false)) { \
            note; \
            asm volatile(""); \
        } \
    } while (0)

/* A function that notes an event. It spoils no register, so that those who call
 * it, which they hardly ever do, need not save any for it. Its own last call is
 * none of those that become a jump: clang 14 would restore registers before it,
 * arguments of that call among them. */
#ifdef __clang__
#define TRACE_SPARING \
    __attribute__((cold, no_caller_saved_registers, disable_tail_calls))
#else
#define TRACE_SPARING __attribute__((cold, no_caller_saved_registers))
#endif
#define TRACE_NOTE TRACE_SPARING NOINLINE static void

/* Write the record; any lock may be held. */
TRACE_SPARING void trace_note(enum trace_kind kind, uint16_t what, uint64_t a,
                              uint64_t b, uint64_t c, uint64_t d);

/* The same for a `function` that another ends with, as pte_set() may: the other
 * is the one to name the callers of. Compilers make that call a jump if they
 * like, and then the other needs no stack frame, and leaves none. */
TRACE_SPARING void trace_note_last(enum trace_kind kind, uint16_t what,
                                   uint64_t a, uint64_t b, uint64_t c,
                                   uint64_t d, uint64_t function);

/* The same with all six arguments as they are. */
TRACE_SPARING void trace_note_all(enum trace_kind kind, uint16_t what,
                                  const uint64_t arg[TRACE_ARGS]);

/* Where record `n` lies, or lay: the ring has room. */
struct trace_event *trace_slot(uint64_t n);

/* What `lap` says in a complete record `n`; never 0. */
uint16_t trace_lap(uint64_t n);
