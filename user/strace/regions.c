/* regions.c - what is mapped where, in all spaces that the trace tells of. See
 * strace.h. */
#include <stdlib.h>
#include "lib/maps.h"
#include "strace/strace.h"

static struct region *regions;

struct region *region_find(uint64_t root, uint64_t address)
{
    struct region *r = regions;

    while (r && !(r->root == root && r->start <= address && address < r->end))
        r = r->next;
    return r;
}

/* A new region replaces what was there; one that is cut keeps the rest. Since
 * every part that stays is told of anew, only the overlap must go. */
static void clear(uint64_t root, uint64_t start, uint64_t end)
{
    struct region **at = &regions, *r;

    while ((r = *at)) {
        bool inside = r->root == root && r->start < end && start < r->end;
        if (inside && r->start < start) {
            r->end = start;
            inside = false;
        } else if (inside && r->end > end) {
            r->start = end;
            inside = false;
        }
        if (inside) {
            *at = r->next;
            free(r);
        } else {
            at = &r->next;
        }
    }
}

static struct region *add(uint64_t root, uint64_t start, uint64_t end)
{
    struct region *r = calloc(1, sizeof(*r));

    if (!r)
        return NULL;
    r->root = root;
    r->start = start;
    r->end = end;
    r->next = regions;
    regions = r;
    return r;
}

void region_note(const struct trace_event *e)
{
    uint64_t start = e->arg[0], end = e->arg[1], root = e->arg[3];
    struct region *before = region_find(root, start), *r;
    bool touched = before && before->object == e->arg[2] && before->touched;

    clear(root, start, end);
    if (!TRACE_REGION_THERE(e->what) || !(r = add(root, start, end)))
        return;
    r->object = e->arg[2];
    r->prot = TRACE_REGION_PROT(e->what);
    r->owner = TRACE_REGION_OWNER(e->what);
    r->touched = touched;
}

/* --- segments ------------------------------------------------------------- */

static struct segment {
    struct segment *next;
    uint64_t object;
    int shmid;
} *segments;

void segment_is(uint64_t object, int shmid)
{
    struct segment *s;

    if (segment_of(object) >= 0 || !(s = malloc(sizeof(*s))))
        return;
    *s = (struct segment){ segments, object, shmid };
    segments = s;
}

int segment_of(uint64_t object)
{
    struct segment *s = segments;

    while (s && s->object != object)
        s = s->next;
    return s ? s->shmid : -1;
}

/* --- of a process that runs already --------------------------------------- */

/* Objects that we have no number of: above all that the kernel gives. */
#define OBJECT_OF(shmid) (1ul << 63 | (uint64_t)(shmid))

void regions_read(pid_t pid, uint64_t root)
{
    struct mappings m = mappings_read(pid);

    clear(root, 0, ~0ul);
    for (int i = 0; i < m.count; i++) {
        const struct mapping *from = &m.list[i];
        struct region *r = add(root, from->start, from->end);
        if (!r || from->kind != MAPPING_SEGMENT)
            continue;
        r->owner = REGION_SEGMENT;
        r->object = OBJECT_OF(from->shmid);
        r->touched = true;
        segment_is(r->object, from->shmid);
    }
    free(m.list);
}
