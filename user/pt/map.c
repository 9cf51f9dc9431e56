/* map.c - pt map: all that is mapped, in as few lines as possible. */
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
    printf("%016lx  %016lx %8s   %s    %s    ", r->start,
           r->start + r->size - 1, size_text(r->size), rights_text(r->permits),
           pages[r->level]);
    if (half == USER_HALF)
        printf("%#-11lx  %s%s\n", r->frame, mapping_name(r->what),
               r->link ? ", linked" : "");
    else
        printf("0x%lx\n", r->frame);
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
    printf("from              to                   size   may    pages first "
           "frame%s\n", half == USER_HALF ? "  what" : "");
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
    printf("u: user mode may use it, x: execute it, w: write it, c: write a "
           "copy of it.\n");
    if (half == USER_HALF)
        printf("linked: by way of a table that all who map it share.\n");
    walks_end(&s);
    return 0;
}
