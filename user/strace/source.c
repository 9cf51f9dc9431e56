/*
 * source.c - the records of the trace. See strace.h.
 *
 * The kernel overwrites old records, and writing lines takes longer than making
 * records. So they are fetched more often than they are needed, and wait here.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/proc.h"
#include "strace/strace.h"

#define BLOCK_EVENTS 1000
#define FETCH_EACH 50           /* records that are taken */
#define EVERYTHING 0xffffffff   /* kinds of a trace that began at boot */

struct block {
    struct block *next;
    int count, at;
    struct trace_event events[1 + BLOCK_EVENTS];    /* perhaps RECORDS_LOST */
};

static int records;             /* the file */
static uint64_t next;           /* number of the next record to fetch */
static struct block *first, **last = &first, *spare;
static pid_t self, guard;
static int guard_pipe;

/* --- on and off ----------------------------------------------------------- */

/* A process that ends the trace when this one has ended, by whatever: then
 * nobody has the other end of the pipe any more. */
static void guard_start(void)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };
    int ends[2];
    char c;

    if (pipe2(ends, O_CLOEXEC) < 0 || (guard = fork()) < 0)
        err(1, "the trace could not be guarded");
    guard_pipe = ends[1];
    if (guard > 0) {
        close(ends[0]);
        return;
    }
    for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        signal(signals[i], SIG_IGN);
    close(ends[1]);
    while (read(ends[0], &c, 1) < 0 && errno == EINTR)
        continue;
    trace_start(0);
    _exit(0);
}

void source_start(uint32_t kinds)
{
    uint64_t before = trace_kinds();

    self = getpid();
    records = trace_open();
    if (records < 0 && errno == EACCES)
        errx(1, "only root can trace, since the trace tells of all processes");
    if (records < 0)
        err(1, "/proc/trace-events");
    if (before != 0 && before != EVERYTHING)
        errx(1, "somebody else traces already; one at a time can");
    if (before == 0) {
        guard_start();
        if (!trace_start(kinds))
            err(1, "/proc/trace");
    }
    next = trace_next();
}

void source_stop(void)
{
    if (!guard)
        return;
    close(guard_pipe);
    waitpid(guard, NULL, 0);
}

/* --- records -------------------------------------------------------------- */

static bool is_own(const struct trace_event *e)
{
    return e->pid == self || e->pid == guard;
}

/* Of those that are there still, the next ones, and how many are lost. */
static int read_next(struct trace_event *to, uint64_t *lost)
{
    int got = trace_read(records, next, to, BLOCK_EVENTS);

    *lost = 0;
    if (got < 0 && errno == EOVERFLOW) {
        uint64_t oldest = trace_first() + BLOCK_EVENTS;     /* it moves on */
        *lost = oldest - next;
        next = oldest;
        got = trace_read(records, next, to, BLOCK_EVENTS);
    }
    next += got > 0 ? got : 0;
    return got;
}

/* The records that are there, but for our own, into the block; false: there
 * are no more after them. */
static bool block_fill(struct block *b)
{
    uint64_t lost;
    int got = read_next(b->events + 1, &lost);

    b->next = NULL;
    b->count = b->at = 0;
    if (lost)
        b->events[b->count++] = (struct trace_event){ .kind = RECORDS_LOST,
                                                      .arg = { lost } };
    for (int i = 1; i <= got; i++)
        if (!is_own(&b->events[i]))
            b->events[b->count++] = b->events[i];
    return got == BLOCK_EVENTS;
}

void source_fetch(void)
{
    for (bool more = true; more;) {
        struct block *b = spare ? spare : malloc(sizeof(*b));
        spare = b;
        if (!b)
            return;             /* perhaps later */
        more = block_fill(b);
        if (b->count == 0)
            continue;
        spare = NULL;
        *last = b;
        last = &b->next;
    }
}

static void block_drop(void)
{
    struct block *b = first;

    first = b->next;
    if (!first)
        last = &first;
    if (spare)
        free(b);
    else
        spare = b;
}

bool source_next(struct trace_event *e)
{
    static int taken;

    if (!first)
        return false;
    if (++taken % FETCH_EACH == 0)
        source_fetch();
    *e = first->events[first->at++];
    if (first->at == first->count)
        block_drop();
    return true;
}
