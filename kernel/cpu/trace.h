/*
 * trace.h - what the kernel does, noted event by event for those who watch:
 * entries of page tables, loads of CR3, flushes, frames, faults, system calls,
 * switches between processes. tools/explore makes pictures of it, strace
 * reads it in the guest, through /proc/trace (debug/trace_file.c).
 *
 * Each event is a record (cpu/trace_event.h) in a ring. Since every entry goes
 * through pte_set(), a replay of the records is the state of all page tables at
 * any moment. While nobody watches, a place that could note something costs one
 * test and a branch that isn't taken.
 */
#pragma once

#include "cpu/trace_event.h"
#include "lib/types.h"

#define TRACE_BLOCK_SIZE (2 * MIB)
#define TRACE_BLOCK_EVENTS (TRACE_BLOCK_SIZE / sizeof(struct trace_event))
#define TRACE_BLOCKS 32

/* Found from outside by its symbol, in physical memory. */
struct trace_log {
    char magic[8];              /* "COMMONS1" */
    uint64_t ticks_per_second;  /* of `time`; 0: not measured yet */
    uint64_t head;              /* atomic: the next record's number, from 0 */
    uint64_t capacity;          /* number n lies in slot n % capacity */
    paddr_t blocks[TRACE_BLOCKS];
};
extern struct trace_log trace_log;

/* Which kinds are noted: TRACE_BITs. Read with each event. */
extern uint32_t trace_kinds;

/* Who runs on this processor; set by the task layer. */
extern pid_t (*trace_pid)(void);

/* Where something happens stands TRACE: if events of that kind are wanted, it
 * calls `note`, a TRACE_NOTE function. The barrier keeps the call from becoming
 * a jump, which would hide who made it. */
#define TRACE(kind, note) \
    do { \
        if (__builtin_expect(trace_kinds & TRACE_BIT(kind), false)) { \
            note; \
            asm volatile(""); \
        } \
    } while (0)

/* A function that notes an event. It spoils no register, so that those who call
 * it, which they hardly ever do, need not save any for it. Its own last call
 * may not become a jump: before that clang 14 would restore all registers, also
 * those with the arguments of this call. */
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

/* The same, for a `function` whose call is the last that another one does, as
 * store_specially() is in pte_set(): the callers of that other one are named.
 * Compilers may make such a call a jump, and then the other leaves no stack
 * frame. */
TRACE_SPARING void trace_note_last(enum trace_kind kind, uint16_t what,
                                   uint64_t a, uint64_t b, uint64_t c,
                                   uint64_t d, uint64_t function);

/* The same with all six arguments as they are. */
TRACE_SPARING void trace_note_all(enum trace_kind kind, uint16_t what,
                                  const uint64_t arg[TRACE_ARGS]);

/* Where record `n` lies, or lay before a later one took its place. There must
 * be a ring: `capacity` isn't 0. */
struct trace_event *trace_slot(uint64_t n);

/* What `lap` says in a complete record `n`; never 0. */
uint16_t trace_lap(uint64_t n);
