/* map.c - pt map: all that is mapped, in as few lines as possible, and those
 * of a process in 80 columns. */
#include <stdio.h>
#include "pt/pt.h"

struct range {
    uint64_t start, size;
    uint64_t permits;
    uint64_t frame;             /* of the first page */
    int level;                  /* 1: 4K pages, 2: 2M, 3: 1G */
    int link;                   /* level of the link that leads there, or 0 */
    const struct mapping *what;
};

static void print_range(const struct range *r, uint64_t half)
{
    static const char *const pages[] = { "", "4K", "2M", "1G" };

    if (r->size == 0)
        return;

    int digits = half == USER_HALF ? 12 : 16;
    printf("%0*lx-%0*lx %5s %s%c %s ", digits, r->start, digits,
           r->start + r->size - 1, size_text(r->size), rights_text(r->permits),
           r->link ? 'l' : '-', pages[r->level]);
    if (half == USER_HALF)
        printf("%#-10lx %s\n", r->frame, mapping_name(r->what));
    else
        printf("0x%lx\n", r->frame);
}

static void print_head(uint64_t half)
{
    if (half == USER_HALF)
        printf("from         to            size may  in frame      what\n");
    else
        printf("%-16s %-16s  size may  in frame\n", "from", "to");
}

static void print_legend(uint64_t half)
{
    printf("u: user mode may use it, w: write it, c: write a copy of it, "
           "x: execute it.\n");
    if (half == USER_HALF)
        printf("l: linked, by way of a table that all who map it share.\n");
    printf("in: pages of this size; frame: that of the first.\n");
}

static struct range range_of(const struct view *v, const struct walk *w)
{
    struct range r = { w->va, walk_span(walk_end(w)), walk_permits(w), 0,
                       walk_end(w), walk_link(w), view_mapping(v, w->va) };

    walk_finds(w, &r.frame);
    return r;
}

/* Does the next page lengthen the range? */
static bool goes_on(const struct range *r, const struct range *next)
{
    return r->size > 0 && r->start + r->size == next->start &&
           r->level == next->level && r->permits == next->permits &&
           r->link == next->link && r->what == next->what;
}

int show_map(const struct view *v, uint64_t half)
{
    struct range range = { 0 }, next;
    struct walks s;
    struct walk w;
    uint64_t pa;

    view_walks(v, &s, half);
    print_head(half);
    while (walks_next(&s, &w)) {
        if (!walk_finds(&w, &pa))
            continue;
        next = range_of(v, &w);
        if (goes_on(&range, &next)) {
            range.size += next.size;
        } else {
            print_range(&range, half);
            range = next;
        }
    }
    print_range(&range, half);
    walks_end(&s);
    print_legend(half);
    return 0;
}
