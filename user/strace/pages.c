/*
 * pages.c - what became of page tables: lines that begin with a bar. See
 * strace.h.
 *
 * Without -P they are about segments only: the region that shmat() makes, and
 * the first touch of it.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include "lib/walk.h"
#include "strace/strace.h"

#define BAR "  | "
#define MORE "  |   "

/* Bits of a page fault's error code (Intel SDM vol. 3A, 4.7). */
#define ERROR_WRITE 2
#define ERROR_USER 4
#define ERROR_FETCH 16

/* --- names ---------------------------------------------------------------- */

/* Whose memory it is. */
static const char *owner_name(const struct region *r)
{
    static char text[24];

    if (!r)
        return "an object";
    if (!r->object)
        return "private memory";
    if (r->owner != REGION_SEGMENT)
        return r->owner == REGION_FILE ? "a file" : "shared memory";
    if (segment_of(r->object) < 0)
        return "a segment";
    snprintf(text, sizeof(text), "segment %d", segment_of(r->object));
    return text;
}

static const char *rights(const struct region *r)
{
    static char text[4];

    snprintf(text, sizeof(text), "%c%c%c", r->prot & PROT_READ ? 'r' : '-',
             r->prot & PROT_WRITE ? 'w' : '-', r->prot & PROT_EXEC ? 'x' : '-');
    return text;
}

/* --- entries -------------------------------------------------------------- */

static void entry_text(char *text, size_t size, uint64_t entry, int level,
                       const struct region *r)
{
    uint64_t to = entry & ENTRY_ADDRESS;
    bool page = level == 1 || (entry & ENTRY_PS);

    if (!entry)
        snprintf(text, size, "nothing");
    else if (entry & ENTRY_LINK)
        snprintf(text, size, "link to %s's own table %#lx, %s", owner_name(r),
                 to, entry_flags(entry));
    else
        snprintf(text, size, "%s %#lx, %s", page ? "page" : "table",
                 page ? to & ~(walk_span(level) - 1) : to, entry_flags(entry));
}

/* Whose tree the entry is in, if it isn't the process's own. */
static const char *tree_name(const struct traced *p, uint64_t root,
                             const struct region *r)
{
    static char text[40];

    if (root == p->root)
        return "";
    if (root == 0)
        snprintf(text, sizeof(text), "in %s's own table, ", owner_name(r));
    else
        snprintf(text, sizeof(text), "in the %s's table, ",
                 p->call.number == SYS_execve ? "new program" : "child");
    return text;
}

static void entry_show(struct traced *p, const struct trace_event *e,
                       uint64_t root)
{
    bool kernels = e->arg[3] >= KERNEL_HALF;    /* its heap and stacks */
    uint64_t about = p->in_fault ? p->fault : e->arg[3];
    const struct region *r = region_find(p->root, about);
    char before[160], after[160];

    if (kernels)
        return;
    p->entries++;
    entry_text(before, sizeof(before), e->arg[1], e->what, r);
    entry_text(after, sizeof(after), e->arg[2], e->what, r);
    line_of(p, MORE "%slevel %d entry [%lu] = %s%s%s", tree_name(p, root, r),
            e->what, e->arg[0] % PAGE_SIZE / sizeof(uint64_t), after,
            e->arg[1] ? "; before: " : "", e->arg[1] ? before : "");
}

/* --- faults --------------------------------------------------------------- */

static bool in_shmat(const struct traced *p)
{
    return p->in_call && p->call.number == SYS_shmat;
}

static const char *access_name(uint64_t error)
{
    return error & ERROR_FETCH ? "execute" : error & ERROR_WRITE ? "write"
                                                                 : "read";
}

static void fault_begin(struct traced *p, const struct trace_event *e)
{
    struct region *r = region_find(p->root, e->arg[0]);
    bool segment = r && r->owner == REGION_SEGMENT;

    p->in_fault = true;
    p->fault = e->arg[0];
    p->fault_shown = options.pages || (segment && !r->touched);
    if (!p->fault_shown)
        return;
    line_of(p, BAR "page fault at %#lx (%s%s): %s", p->fault,
            access_name(e->arg[1]),
            e->arg[1] & ERROR_USER ? "" : ", by the kernel for the call",
            r ? owner_name(r) : "nothing is mapped there");
    if (segment)
        r->touched = true;
}

static void fault_end(struct traced *p, const struct trace_event *e)
{
    if (p->fault_shown && e->arg[1])
        line_of(p, MORE "there is no page to be had for it");
    p->in_fault = p->fault_shown = false;
}

/* --- the rest ------------------------------------------------------------- */

static void region_show(struct traced *p, const struct trace_event *e)
{
    const struct region *r = region_find(e->arg[3], e->arg[0]);

    if (!TRACE_REGION_THERE(e->what)) {
        line_of(p, BAR "region %#lx-%#lx is gone", e->arg[0], e->arg[1]);
        return;
    }
    if (in_shmat(p) && TRACE_REGION_OWNER(e->what) == REGION_SEGMENT)
        segment_is(e->arg[2], p->call.arg[0]);
    if (r)
        line_of(p, BAR "region %#lx-%#lx %s: %s", r->start, r->end, rights(r),
                owner_name(r));
}

static void flush_show(struct traced *p, const struct trace_event *e)
{
    int others = bits_in(e->arg[2]);
    char asked[40] = "";

    if (others)
        snprintf(asked, sizeof(asked), ", on %d other processor%s, too", others,
                 others > 1 ? "s" : "");
    if (e->what == TRACE_FLUSH_PAGE)
        line_of(p, MORE "flush: the translation of %#lx is forgotten%s",
                e->arg[1], asked);
    else
        line_of(p, MORE "flush: all translations of the %s are forgotten%s",
                e->what == TRACE_FLUSH_SPACE ? "address space" : "kernel",
                asked);
}

void pages_note(struct traced *p, const struct trace_event *e, uint64_t root)
{
    bool show = options.pages || p->fault_shown || in_shmat(p);

    if (!p->started)
        return;
    switch (e->kind) {
    case TRACE_FAULT: fault_begin(p, e); break;
    case TRACE_FAULT_END: fault_end(p, e); break;
    case TRACE_ENTRY: if (show) entry_show(p, e, root); break;
    case TRACE_FLUSH: if (show) flush_show(p, e); break;
    case TRACE_REGION: if (show && !p->fault_shown) region_show(p, e); break;
    }
}

void pages_after_call(struct traced *p)
{
    if (p->call.number == SYS_shmat && p->call.result >= 0 && !p->entries)
        line_of(p, MORE "no entry yet: the first touch will make it");
}
