/*
 * diff.c - pt diff: which frames two processes both have.
 *
 * The pages of the second are found by their frame, through a hash table, while
 * those of the first come by in the order of their addresses. Pages that lie
 * side by side in both, and permit the same, are one run.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include "pt/pt.h"

struct page {
    uint64_t frame, va, size, permits;
    uint64_t table;             /* linked one that leads there, or 0 */
    const struct mapping *what;
    bool shared;                /* the other process has the frame, too */
    int next;                   /* of the same bucket; -1: none */
};

struct pages {
    struct page *list;
    int count, room;
};

struct run {
    struct page a, b;           /* the first; its size is the run's */
    bool one_table;
};

struct runs {
    struct run *list;
    int count, room;
};

/* `list` with room for one more. */
static void *grown(void *list, int count, int *room, size_t size)
{
    if (count < *room)
        return list;
    *room = *room ? 2 * *room : 256;
    list = reallocarray(list, *room, size);
    if (!list)
        errx(1, "there is no memory for a list of so many pages");
    return list;
}

/* --- reading -------------------------------------------------------------- */

static void page_add(struct pages *p, const struct view *v,
                     const struct walk *w)
{
    struct page page = {
        .va = w->va, .size = walk_span(walk_end(w)),
        .permits = walk_permits(w), .what = view_mapping(v, w->va),
    };
    int link = walk_link(w);

    if (!walk_finds(w, &page.frame))
        return;
    page.table = link ? walk_table(w, link - 1) : 0;
    p->list = grown(p->list, p->count, &p->room, sizeof(page));
    p->list[p->count++] = page;
}

/* The user's half, by addresses. */
static struct pages pages_of(const struct view *v)
{
    struct pages p = { 0 };
    struct walks s;
    struct walk w;

    view_walks(v, &s, USER_HALF);
    while (walks_next(&s, &w))
        page_add(&p, v, &w);
    walks_end(&s);
    return p;
}

/* --- by frame ------------------------------------------------------------- */

#define BUCKETS 65536

static int buckets[BUCKETS];    /* the first page of each; -1: none */

static int *bucket_of(uint64_t frame)
{
    return &buckets[frame / PAGE_SIZE % BUCKETS];
}

/* Those of lower addresses come first. */
static void hash(struct pages *p)
{
    for (int i = 0; i < BUCKETS; i++)
        buckets[i] = -1;
    for (int i = p->count; i-- > 0;) {
        int *bucket = bucket_of(p->list[i].frame);
        p->list[i].next = *bucket;
        *bucket = i;
    }
}

/* The page at or after `i` in a bucket that has the frame, or -1. */
static int with_frame(const struct pages *p, int i, uint64_t frame)
{
    while (i >= 0 && p->list[i].frame != frame)
        i = p->list[i].next;
    return i;
}

/* --- runs ----------------------------------------------------------------- */

#define OPEN_RUNS 16            /* a frame may be in several places in one, so
                                   several runs grow at once */

static bool follows(const struct page *p, const struct page *next)
{
    return p->va + p->size == next->va && p->permits == next->permits &&
           p->what == next->what;
}

static void run_add(struct runs *r, const struct page *a, const struct page *b)
{
    bool one_table = a->table && a->table == b->table;

    for (int i = r->count; i-- > 0 && i >= r->count - OPEN_RUNS;) {
        struct run *run = &r->list[i];
        if (run->one_table == one_table && follows(&run->a, a) &&
            follows(&run->b, b)) {
            run->a.size += a->size;
            run->b.size += b->size;
            return;
        }
    }
    r->list = grown(r->list, r->count, &r->room, sizeof(*r->list));
    r->list[r->count++] = (struct run){ *a, *b, one_table };
}

/* Also tells how many bytes of memory that is. */
static struct runs compare(struct pages *a, struct pages *b, uint64_t *bytes)
{
    struct runs runs = { 0 };

    hash(b);
    *bytes = 0;
    for (int i = 0; i < a->count; i++) {
        struct page *p = &a->list[i];
        int j = with_frame(b, *bucket_of(p->frame), p->frame);
        if (j >= 0 && !b->list[j].shared)
            *bytes += p->size;
        for (; j >= 0; j = with_frame(b, b->list[j].next, p->frame)) {
            p->shared = b->list[j].shared = true;
            run_add(&runs, p, &b->list[j]);
        }
    }
    return runs;
}

/* --- printing ------------------------------------------------------------- */

static void print_side(const struct view *v, const struct page *p)
{
    printf("  %-16.16s %5d  0x%012lx  %s  %s\n", v->process.name,
           v->process.pid, p->va, rights_text(p->permits),
           mapping_name(p->what));
}

static void print_runs(const struct view *a, const struct view *b,
                       const struct runs *runs)
{
    for (int i = 0; i < runs->count; i++) {
        const struct run *r = &runs->list[i];
        printf("%s, the first frame 0x%lx%s\n", size_text(r->a.size),
               r->a.frame,
               r->one_table ? ", by way of a table that both use" : "");
        print_side(a, &r->a);
        print_side(b, &r->b);
    }
}

static bool is_like(const struct mapping *m, const struct mapping *other)
{
    return m->kind == other->kind && m->shmid == other->shmid;
}

/* The first mapping of the same kind, and of the same file or segment. */
static int first_like(const struct view *v, const struct mapping *m)
{
    int i = 0;

    while (m && !is_like(&v->maps.list[i], m))
        i++;
    return m ? i : v->maps.count;
}

/* What a process has alone, by what it is. */
static void print_own(const struct view *v, const struct pages *p)
{
    uint64_t *bytes = calloc(v->maps.count + 1, sizeof(*bytes)), all = 0;

    if (!bytes)
        errx(1, "there is no memory for a sum of each mapping");
    for (int i = 0; i < p->count; i++)
        if (!p->list[i].shared) {
            bytes[first_like(v, p->list[i].what)] += p->list[i].size;
            all += p->list[i].size;
        }
    printf("only %s (pid %d): %s\n", v->process.name, v->process.pid,
           size_text(all));
    for (int i = 0; i <= v->maps.count; i++)
        if (bytes[i])
            printf("  %8s  %s\n", size_text(bytes[i]),
                   i < v->maps.count ? mapping_name(&v->maps.list[i])
                                     : "mapped since");
    free(bytes);
}

int show_difference(const struct view *a, const struct view *b)
{
    struct pages of_a = pages_of(a), of_b = pages_of(b);
    uint64_t bytes;
    struct runs runs = compare(&of_a, &of_b, &bytes);

    print_runs(a, b, &runs);
    printf("both: %s\n", size_text(bytes));
    print_own(a, &of_a);
    print_own(b, &of_b);
    printf("the kernel's half is the same in both; pt kernel shows it\n");
    return 0;
}
