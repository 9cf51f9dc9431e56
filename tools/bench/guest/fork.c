/*
 * fork.c - what a segment adds to fork, and to the page tables.
 */
#include <unistd.h>
#include "bench.h"

#define SIZE (64 * MIB)

static void fork_and_wait(char *touch, uint64_t salt)
{
    pid_t child = fork();

    if (child == 0) {
        if (touch)
            write_pages(touch, SIZE, salt);
        _exit(0);
    }
    reap(child);
}

void forking(void)
{
    double bare = COST(20, fork_and_wait(NULL, 0));
    int id = segment(SIZE, 0);
    char *at = attach(id);
    write_pages(at, SIZE, 1);
    double attached = COST(20, fork_and_wait(NULL, 0));
    row("fork.bare", bare);     /* now: printing takes further pages */
    row("fork.attached", attached);
    MEASURE("fork.touch", 1, fork_and_wait(at, b_ + 7));
    check_pages(at, SIZE, BATCHES - 1 + 7);
    detach(at);
    destroy(id);
}

/* --- page tables ---------------------------------------------------------- */

#define MOST 8

/* Linux counts on each processor and sums up now and then; reading
 * stat_refresh does it now. */
static long table_kib(void)
{
    proc_number("/proc/sys/vm/stat_refresh", "");
    return proc_number("/proc/meminfo", "PageTables:");
}

struct attacher {
    pid_t pid;
    int go[2], done[2];
};

static void attach_when_told(struct attacher *a, int id)
{
    char byte = 0;

    NEED(read(a->go[0], &byte, 1) == 1, "read");
    char *at = attach(id);
    write_pages(at, GIB, 1);
    NEED(write(a->done[1], &byte, 1) == 1, "write");
    NEED(read(a->go[0], &byte, 1) == 1, "read");
    _exit(0);
}

static void start(struct attacher *a, int id)
{
    NEED(pipe(a->go) == 0 && pipe(a->done) == 0, "pipe");
    a->pid = fork();
    if (a->pid == 0)
        attach_when_told(a, id);
    NEED(a->pid > 0, "fork");
}

static void tell(struct attacher *a)
{
    NEED(write(a->go[1], "", 1) == 1, "write");
}

/* All processes are there before the first figure, so that only what they
 * attach makes a difference. */
void tables(void)
{
    struct attacher attachers[MOST];
    int id = segment(GIB, 0);
    char byte, name[8];

    for (int i = 0; i < MOST; i++)
        start(&attachers[i], id);
    char *at = attach(id);
    write_pages(at, GIB, 1);
    long before = table_kib();
    for (int i = 0; i < MOST; i++) {
        tell(&attachers[i]);
        NEED(read(attachers[i].done[0], &byte, 1) == 1, "read");
        snprintf(name, sizeof(name), "%d", i + 1);
        row(keyed("tables", name), table_kib() - before);
    }
    row("tables.each", (table_kib() - before) / (double)MOST);
    for (int i = 0; i < MOST; i++) {
        tell(&attachers[i]);
        reap(attachers[i].pid);
    }
    detach(at);
    destroy(id);
}
