/*
 * pt.c - prints page tables.
 *
 *     pt [PID]          what the process has mapped, and what is permitted
 *     pt [PID] ADDRESS  the walk of one address, level by level
 *     pt kernel         the kernel's half, the same in every process
 *
 * A process is named by a plain number, an address by one with 0x.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/proc.h"
#include "lib/walk.h"

#define LOWER_END 0x0000800000000000ul      /* user space: [0, here) */
#define UPPER_START 0xffff800000000000ul    /* the kernel's: [here, 2^64) */

/* --- one address ---------------------------------------------------------- */

static void print_split(uint64_t va)
{
    printf("  0x%lx is\n  bits    47-39   38-30   29-21   20-12   11-0\n"
           "        ", va);
    for (int level = LEVELS; level >= 1; level--)
        printf("%7u ", walk_index(va, level));
    printf("  0x%03lx\n\n", va % PAGE_SIZE);
}

static int print_walk(int fd, const char *name, pid_t pid, uint64_t va)
{
    struct walk w;
    uint64_t pa;

    if (va >= LOWER_END && va < UPPER_START) {
        printf("%#lx is not canonical: bits 63 to 47 must be equal. The CPU "
               "doesn't even begin a walk.\n", va);
        return 1;
    }
    if (!walk_read(fd, va, &w))
        err(1, "pid %d", pid);
    print_split(va);
    walk_print(&w);
    if (walk_finds(&w, &pa))
        printf("  physical address 0x%lx\n", pa);
    walk_print_end(&w, name, pid);
    return 0;
}

/* --- ranges --------------------------------------------------------------- */

struct range {
    uint64_t start, size;
    uint64_t permits;
    uint64_t frame;         /* of the first page */
    int level;              /* 1: 4K pages, 2: 2M, 3: 1G */
};

static void print_size(uint64_t bytes)
{
    const char *unit = "KMGT";

    bytes /= 1024;
    while (bytes >= 10240 && bytes % 1024 == 0 && unit[1]) {
        bytes /= 1024;
        unit++;
    }
    printf("%7lu%c", bytes, *unit);
}

static void print_range(const struct range *r)
{
    static const char *const pages[] = { "", "4K", "2M", "1G" };

    if (r->size == 0)
        return;
    printf("%016lx  %016lx ", r->start, r->start + r->size - 1);
    print_size(r->size);
    printf("   %c%c%c    %s    0x%lx\n", r->permits & ENTRY_U ? 'u' : '-',
           r->permits & ENTRY_COW ? 'c' : r->permits & ENTRY_W ? 'w' : '-',
           r->permits & ENTRY_NX ? '-' : 'x', pages[r->level], r->frame);
}

/* Does the page of `w` lengthen the range? */
static bool goes_on(const struct range *r, const struct walk *w)
{
    return r->size > 0 && r->start + r->size == w->va &&
           r->level == walk_end(w) && r->permits == walk_permits(w);
}

/* From `va` on: pages that lie side by side and permit the same are one
 * range, and where a table is absent, all that it would cover is skipped. */
static void print_ranges(int fd, pid_t pid, uint64_t va, uint64_t end)
{
    struct range range = { 0 };
    struct walk w;

    printf("from              to                   size   may    pages first "
           "frame\n");
    do {
        if (!walk_read(fd, va, &w))
            err(1, "pid %d", pid);
        uint64_t pa, span = walk_span(walk_end(&w));
        if (walk_finds(&w, &pa)) {
            if (!goes_on(&range, &w)) {
                print_range(&range);
                range = (struct range){ va, 0, walk_permits(&w), pa,
                                        walk_end(&w) };
            }
            range.size += span;
        }
        va += span;
    } while (va != end);
    print_range(&range);
    printf("u: user mode may use it, x: execute it, w: write it, c: write a "
           "copy of it.\n");
}

/* --- arguments ------------------------------------------------------------ */

static void usage(void)
{
    fprintf(stderr, "usage: pt [PID] [0xADDRESS]\n       pt kernel\n");
    exit(2);
}

static uint64_t number(const char *text, int base)
{
    char *end;
    uint64_t n = strtoul(text, &end, base);

    if (*end || end == text)
        usage();
    return n;
}

int main(int argc, char **argv)
{
    struct process p = { .pid = getpid(), .name = "pt" };
    int next = 1;

    if (argc > 1 && strncmp(argv[1], "0x", 2) != 0 &&
        strcmp(argv[1], "kernel") != 0) {
        p.pid = number(argv[next++], 10);
        if (!process_read(p.pid, &p))
            errx(1, "there is no process %d", p.pid);
    }
    if (argc > next + 1)
        usage();

    int fd = walk_open(p.pid);
    if (fd < 0)
        err(1, "/proc/%d/walk", p.pid);
    if (argc == next)
        print_ranges(fd, p.pid, 0, LOWER_END);
    else if (strcmp(argv[next], "kernel") == 0)
        print_ranges(fd, p.pid, UPPER_START, 0);
    else
        return print_walk(fd, p.name, p.pid, number(argv[next], 16));
    return 0;
}
