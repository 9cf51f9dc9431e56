/*
 * tables.c - to which tree of page tables a table belongs. See strace.h.
 *
 * The trace names a table by its frame. Tables of an address space come into
 * being from the root down, each by an entry that leads to it, so they are
 * known; those of an object aren't, since a link to one is no part of the tree
 * where it stands.
 */
#include <stdlib.h>
#include <unistd.h>
#include "lib/walk.h"
#include "strace/strace.h"

#define BUCKETS 1024

struct table {
    struct table *next;
    uint64_t frame, root;
    int level;
};

static struct table *buckets[BUCKETS];

static struct table **find(uint64_t frame)
{
    struct table **at = &buckets[frame / PAGE_SIZE % BUCKETS];

    while (*at && (*at)->frame != frame)
        at = &(*at)->next;
    return at;
}

static void forget(uint64_t frame)
{
    struct table **at = find(frame), *t = *at;

    if (!t)
        return;
    *at = t->next;
    free(t);
}

static void remember(uint64_t frame, uint64_t root, int level)
{
    struct table **at = find(frame), *t = *at;

    if (!t && !(t = calloc(1, sizeof(*t))))
        return;
    t->frame = frame;
    t->root = root;
    t->level = level;
    *at = t;
}

static uint64_t root_of(uint64_t frame, int level)
{
    struct table *t = *find(frame);

    return t && t->level == level ? t->root : 0;
}

/* The table of the same tree to which an entry leads, or 0. */
static uint64_t table_below(uint64_t entry, int level)
{
    bool leads = level > 1 && (entry & ENTRY_P) && !(entry & ENTRY_PS) &&
                 !(entry & ENTRY_LINK);

    return leads ? entry & ENTRY_ADDRESS : 0;
}

uint64_t tables_learn(const struct trace_event *e)
{
    uint64_t frame = e->arg[0] & ~(PAGE_SIZE - 1);
    int level = e->what;

    if (level == LEVELS)
        remember(frame, frame, level);
    uint64_t root = root_of(frame, level);
    uint64_t before = table_below(e->arg[1], level);
    uint64_t below = table_below(e->arg[2], level);
    if (before && before != below)
        forget(before);
    if (below && root)
        remember(below, root, level - 1);
    return root;
}

void tables_read(pid_t pid)
{
    struct walks all;
    struct walk w;

    walks_begin(&all, pid, USER_HALF);
    while (walks_next(&all, &w)) {
        int level = LEVELS;
        for (; level > walk_end(&w) && !(w.entry[level] & ENTRY_LINK); level--)
            remember(walk_table(&w, level), w.cr3, level);
        remember(walk_table(&w, level), w.cr3, level);
    }
    walks_end(&all);
}
