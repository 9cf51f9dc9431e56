/* walk.c - pt walk: the way of one address. */
#include <stdio.h>
#include "pt/pt.h"

#define LOWER_END 0x0000800000000000ul      /* user space: [0, here) */

static void print_split(uint64_t va)
{
    printf("  0x%lx is\n  bits    47-39   38-30   29-21   20-12   11-0\n"
           "        ", va);
    for (int level = LEVELS; level >= 1; level--)
        printf("%7u ", walk_index(va, level));
    printf("  0x%03lx\n\n", va % PAGE_SIZE);
}

/* Whose table a link leads to. */
static void print_link(const struct walk *w, const struct mapping *m)
{
    int level = walk_link(w);

    if (level)
        printf("  level %d is a link: the table below belongs to %s,\n"
               "  and all who map that use this one table\n", level,
               m ? mapping_name(m) : "an object");
}

static void print_end(const struct walk *w, const struct mapping *m,
                      bool kernels)
{
    uint64_t pa;

    if (walk_finds(w, &pa))
        printf("  physical address 0x%lx, %s: %s\n", pa,
               rights_text(walk_permits(w)),
               kernels ? "the kernel's" : mapping_name(m));
    else if (m)
        printf("  not there yet: %s, %s; the first access brings the page\n",
               mapping_name(m), m->rights);
    else
        printf("  nothing is mapped there\n");
}

int show_walk(const struct view *v, uint64_t va)
{
    const struct mapping *m = view_mapping(v, va);
    struct walks s;
    struct walk w;

    if (va >= LOWER_END && va < KERNEL_HALF) {
        printf("%#lx is not canonical: bits 63 to 47 must be equal. The CPU "
               "doesn't even begin a walk.\n", va);
        return 1;
    }
    view_walks(v, &s, va & ~(PAGE_SIZE - 1));
    if (!walks_next(&s, &w)) {
        fprintf(stderr, "pt: process %d has no memory any more\n",
                v->process.pid);
        return 1;
    }
    w.va = va;
    print_split(va);
    walk_print(&w);
    print_link(&w, m);
    print_end(&w, m, va >= KERNEL_HALF);
    walk_print_end(&w, v->process.name, v->process.pid);
    walks_end(&s);
    return 0;
}
