/*
 * strace.h - what the files of strace share.
 *
 *     main.c      the life of a trace
 *     options.c, command.c    what is wanted, and of whom
 *     source.c    the kernel's records, in order, as long as they last
 *     events.c    what follows from each
 *     traced.c    the processes that are watched, and what each is about to do
 *     line.c      lines of output, which may be broken off and taken up again
 *     calls.c     the table: each call's name and what its arguments are
 *     args.c, names.c, structs.c, flags.c, results.c      how those are shown
 *     signal.c    signals, and the ends of processes
 *     pages.c, tables.c, regions.c     the same for page tables
 *     summary.c   -c
 *
 * Unlike Linux's, this strace doesn't stop the processes that it watches: it
 * reads what the kernel has noted of them, so its lines come a moment later.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include "lib/trace.h"

/* --- options.c ------------------------------------------------------------ */

struct options {
    char **command;             /* with its arguments; none: */
    pid_t pid;                  /* -p */
    bool follow;                /* -f: children, too */
    bool count;                 /* -c: no lines, but a table in the end */
    bool pages;                 /* -P: all page tables */
    bool to_file;               /* -o */
};
extern struct options options;

/* Also opens `out`. Ends the program with a sentence if the words are wrong. */
void options_read(int argc, char **argv);

bool is_wanted(unsigned call);  /* by its number */
uint32_t options_kinds(void);   /* of records, as far as they are needed */

/* --- command.c ------------------------------------------------------------ */

/* Where a command lies, by PATH. Ends the program if it is nowhere. */
const char *command_find(const char *name);

/* Start one, or come to a process that runs; from now on it is watched. */
pid_t command_start(const char *path, char **argv);
void process_attach(pid_t pid);

/* Learn what it has mapped by now; false: nothing, it has ended. */
struct traced;
bool process_look(struct traced *p);

/* --- events.c ------------------------------------------------------------- */

/* Show what has happened, if it is to be shown; is it about somebody whom we
 * watch? */
bool event_handle(const struct trace_event *e);

/* Show the calls that are not over yet. */
void events_show_waiting(void);

void events_tell_attached(pid_t pid);

/* --- traced.c ------------------------------------------------------------- */

/* What lies behind an argument. */
struct behind {
    bool there;
    union {
        char bytes[TRACE_TEXT_SIZE];
        int32_t ints[TRACE_TEXT_SIZE / 4];
        uint64_t words[TRACE_ARGS];
    };
};

struct call {
    uint16_t number;
    uint64_t time;              /* of its begin */
    uint64_t arg[TRACE_ARGS];
    struct behind behind[TRACE_ARGS];
    bool done;
    int64_t result;             /* if it is done */
};

struct traced {
    struct traced *next;
    pid_t pid;
    uint64_t root;              /* table, of its address space; 0: not known */
    bool started;               /* its program runs: what came before is ours */
    bool in_call;
    bool begun;                 /* the call's line is there, but for its end */
    bool gone;                  /* it isn't there any more */
    struct call call;           /* the last one */
    char *later;                /* lines to show once the call is over */
    int entries;                /* that were written since it began */
    bool in_fault;
    bool fault_shown;
    uint64_t fault;             /* its address */
};

extern struct traced *traced;   /* all of them */

struct traced *traced_add(pid_t pid);           /* behind the others */
struct traced *traced_find(pid_t pid);          /* NULL: we don't watch it */
void traced_remove(struct traced *p);

/* Forget those whose end we have missed. Twice in a row without a record in
 * between, since the record of the end may be on its way. */
void traced_drop_dead(void);

/* --- source.c ------------------------------------------------------------- */

/* Have these kinds noted until this program ends, however it ends. Ends it
 * with a message if that can't be. */
void source_start(uint32_t kinds);
void source_stop(void);

/* Fetch the records that there are by now. */
void source_fetch(void);

/* The next one of them that isn't this program's own; false: there is none. One
 * of a kind of our own tells how many were overwritten before it (arg[0]). */
#define RECORDS_LOST 0
bool source_next(struct trace_event *e);

/* --- line.c --------------------------------------------------------------- */

extern FILE *out;

/* Begin a line of `p` (NULL: of strace itself); what stands there is broken
 * off. It ends with line_end(), or stays open. */
void line_begin(const struct traced *p);
void line_end(void);
bool line_is_of(const struct traced *p);    /* the open one */

/* Part of a line. */
void put(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What is put next comes behind this, if anything does; "": behind nothing. */
void put_between(const char *text);

/* Fill the line up to where results stand. */
void put_column(void);

/* A whole line, now or, while it is in a call, after that. */
void line_of(struct traced *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void line_show_later(struct traced *p);

/* --- calls.c -------------------------------------------------------------- */

/* Puts argument `i`; nothing if the call has none there. */
typedef void arg_shower(const struct call *c, int i);

struct call_type {
    const char *name;
    arg_shower *args[TRACE_ARGS];
    int late;                   /* from this argument on, counted from 1, only
                                   the result tells; 0: none */
    void (*result)(const struct call *c);       /* NULL: a number */
    const char *class;          /* for -e %CLASS */
};

/* Of a number; one that is in no table gets a name of its own. */
const struct call_type *call_type(unsigned number);

/* The number, or -1. */
int call_by_name(const char *name);
#define CALLS_MAX 326           /* numbers in the table */

void call_begin(struct traced *p);  /* put what is known before its end */
void call_end(struct traced *p);    /* the rest and the result */

/* --- flags.c -------------------------------------------------------------- */

struct name {
    uint64_t value;
    const char *name;
};

/* Names of bits with | in between, and the rest as a number; or that of a
 * value. The lists end with a NULL name; `unknown` is put if none fits. */
void put_flags(uint64_t value, const struct name *names, const char *unknown);
void put_name(uint64_t value, const struct name *names, const char *unknown);
extern const struct name errors[], signals[];
void put_signal(int signo);         /* SIGINT, or SIGRT_1 */
const char *signal_name(int signo);
int bits_in(uint64_t set);

/* --- signal.c ------------------------------------------------------------- */

void signal_show(const struct trace_event *e);
void exit_show(struct traced *p, int status);   /* as wait() has it */

/* --- pages.c, tables.c, regions.c ----------------------------------------- */

#define REGION_SEGMENT 8        /* owners of pages (mm/frames.h) */
#define REGION_FILE 9

struct region {
    struct region *next;
    uint64_t root, start, end;
    uint64_t object;            /* 0: private memory */
    int prot, owner;
    bool touched;
};

void region_note(const struct trace_event *e);
struct region *region_find(uint64_t root, uint64_t address);
void regions_read(pid_t pid, uint64_t root);    /* those that it has */

/* The segment that an object is the memory of. */
void segment_is(uint64_t object, int shmid);
int segment_of(uint64_t object);    /* -1: not known */

/* Learn from an entry. The root table of the tree that its table belongs to;
 * 0: the tree is no address space, but an object's. */
uint64_t tables_learn(const struct trace_event *e);

/* Learn the tables that a process has already. */
void tables_read(pid_t pid);

/* Show what a process that we watch does, if it is to be shown; an entry is in
 * the tree of `root`. And what is to be said when its call is over. */
void pages_note(struct traced *p, const struct trace_event *e, uint64_t root);
void pages_after_call(struct traced *p);

/* --- summary.c ------------------------------------------------------------ */

void summary_add(const struct call *c, uint64_t end);   /* as `time` */
void summary_show(void);
