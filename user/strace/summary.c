/* summary.c - how often each call was made, and how long it took: -c. The time
 * is what passed between its begin and its end, also while others ran. */
#include <stdlib.h>
#include "strace/strace.h"

struct sum {
    unsigned number;
    unsigned long calls, errors, ticks;
};

static struct sum sums[CALLS_MAX + 1];      /* the last: all others */

void summary_add(const struct call *c, uint64_t end)
{
    struct sum *s = &sums[c->number < CALLS_MAX ? c->number : CALLS_MAX];

    s->number = c->number;
    s->calls++;
    s->errors += c->result < 0;
    s->ticks += end - c->time;
}

static int compare(const void *a, const void *b)
{
    const struct sum *x = a, *y = b;

    if (x->ticks != y->ticks)
        return x->ticks < y->ticks ? 1 : -1;
    return (int)x->number - (int)y->number;
}

#define RULE "------ ----------- ----------- --------- --------- " \
             "----------------\n"

static void row(const struct sum *s, unsigned long all_ticks, const char *name)
{
    double second = trace_ticks_per_second(), took = s->ticks / second;

    fprintf(out, "%6.2f %11.6f %11lu %9lu ",
            all_ticks ? 100.0 * s->ticks / all_ticks : 0.0, took,
            s->calls ? (unsigned long)(took * 1e6 / s->calls) : 0, s->calls);
    if (s->errors)
        fprintf(out, "%9lu %s\n", s->errors, name);
    else
        fprintf(out, "%9s %s\n", "", name);
}

void summary_show(void)
{
    struct sum all = { 0 };

    qsort(sums, CALLS_MAX + 1, sizeof(sums[0]), compare);
    for (int i = 0; i <= CALLS_MAX; i++) {
        all.calls += sums[i].calls;
        all.errors += sums[i].errors;
        all.ticks += sums[i].ticks;
    }
    fprintf(out, "%% time     seconds  usecs/call     calls    errors "
            "syscall\n" RULE);
    for (int i = 0; i <= CALLS_MAX; i++)
        if (sums[i].calls)
            row(&sums[i], all.ticks, call_type(sums[i].number)->name);
    fprintf(out, RULE);
    row(&all, all.ticks, "total");
}
