/*
 * attach.c - attaching and detaching, from untouched segments to every page
 * of a gibibyte that others have attached too.
 */
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
#include "bench.h"

#define AT_ONCE 16

static const struct size {
    size_t bytes;
    const char *name;
} sizes[] = {
    { 4 * KIB, "4K" },  { 64 * KIB, "64K" }, { 1 * MIB, "1M" },
    { 16 * MIB, "16M" }, { 64 * MIB, "64M" }, { 1 * GIB, "1G" },
};
#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* --- untouched ------------------------------------------------------------ */

static void untouched(const struct size *size)
{
    uint64_t attaching[BATCHES], detaching[BATCHES];
    int id = segment(size->bytes, 0);
    char *at[AT_ONCE];

    for (int b = 0; b < BATCHES; b++) {
        uint64_t start = ticks();
        for (int i = 0; i < AT_ONCE; i++)
            at[i] = attach(id);
        uint64_t middle = ticks();
        for (int i = 0; i < AT_ONCE; i++)
            detach(at[i]);
        detaching[b] = ticks() - middle;
        attaching[b] = middle - start;
    }
    double attach_all = median(attaching, BATCHES);
    double detach_all = median(detaching, BATCHES);
    row(keyed("attach", size->name), attach_all / AT_ONCE);
    row(keyed("detach", size->name), detach_all / AT_ONCE);
    destroy(id);
}

void attaching(void)
{
    untouched(&sizes[0]);
    untouched(&sizes[4]);
    untouched(&sizes[5]);
}

/* --- the first touch of all ----------------------------------------------- */

void touching(void)
{
    size_t size = 4 * MIB;
    uint64_t batch[BATCHES];

    for (int b = 0; b < BATCHES; b++) {
        int id = segment(size, 0);
        char *at = attach(id);
        uint64_t start = ticks();
        write_pages(at, size, b);
        batch[b] = ticks() - start;
        check_pages(at, size, b);
        detach(at);
        destroy(id);
    }
    row("touch", median(batch, BATCHES) / (double)(size / PAGE));
}

/* --- the n-th attacher ---------------------------------------------------- */

static void attach_write_detach(int id, size_t bytes, uint64_t salt)
{
    char *at = attach(id);

    write_pages(at, bytes, salt);
    detach(at);
}

/* In a process that has never seen the segment, while another holds it. */
static void attacher(int id, const struct size *size, const char *group)
{
    long count = size->bytes < MIB ? 64 : size->bytes < 64 * MIB ? 8 : 1;
    char faults[32];

    snprintf(faults, sizeof(faults), "%s.faults", group);
    long before = faults_now();
    attach_write_detach(id, size->bytes, 0);
    long after = faults_now(), reading = faults_now() - after;
    if (before < 0)
        none(keyed(faults, size->name), "the kernel doesn't count page faults");
    else
        row(keyed(faults, size->name), after - before - reading);
    MEASURE(keyed(group, size->name), count,
            attach_write_detach(id, size->bytes, size->bytes));
}

static void nth_attacher(const struct size *size, const char *group, int flags)
{
    int id = segment(size->bytes, flags);
    char *first = attach(id);

    write_pages(first, size->bytes, 1);
    pid_t child = fork();
    if (child == 0) {
        detach(first);
        attacher(id, size, group);
        _exit(0);
    }
    reap(child);
    check_pages(first, size->bytes, size->bytes);
    detach(first);
    destroy(id);
}

void sharing(void)
{
    for (size_t i = 0; i < SIZES; i++)
        nth_attacher(&sizes[i], "nth", 0);
}

/* Is there a pool of huge pages that a gibibyte fits in? */
void huge(void)
{
    int id = shmget(IPC_PRIVATE, GIB, IPC_CREAT | 0600 | SHM_HUGETLB);

    if (id >= 0)
        destroy(id);
    for (size_t i = 3; i < SIZES; i++) {
        if (id >= 0) {
            nth_attacher(&sizes[i], "huge", SHM_HUGETLB);
        } else {
            none(keyed("huge", sizes[i].name), "no pool of huge pages");
            none(keyed("huge.faults", sizes[i].name), "no pool of huge pages");
        }
    }
}
