/* trace_file.c - see trace_file.h. */
#include "debug/trace_file.h"
#include "cpu/mmu.h"
#include "cpu/spinlock.h"
#include "cpu/trace.h"
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/options.h"
#include "lib/string.h"
#include "mm/frames.h"
#include "mm/pt.h"
#include "mm/usercopy.h"
#include "sys/sys.h"

#define EVENTS_USUAL (4 * TRACE_BLOCK_EVENTS)

static_assert(PAGE_SIZE << FRAME_MAX_ORDER == TRACE_BLOCK_SIZE,
              "a block of records is the biggest that there is");

static struct spinlock lock = SPINLOCK(RANK_TRACE);
static uint32_t boot_kinds;     /* noted from boot on, whoever wants less */

/* --- on and off ----------------------------------------------------------- */

/* Make room for that many blocks, or as many as there are. */
static void make_room(unsigned blocks)
{
    for (unsigned i = 0; i < blocks; i++) {
        paddr_t block = frames_alloc(FRAME_MAX_ORDER, FRAME_KERNEL);
        if (!block)
            return;
        trace_log.blocks[i] = block;
        trace_log.capacity += TRACE_BLOCK_EVENTS;
    }
}

static void note_kinds(uint32_t kinds)
{
    __atomic_store_n(&trace_kinds, kinds, __ATOMIC_RELEASE);
    syscalls_trace(kinds & TRACE_BIT(TRACE_CALL));
    mmu_trace(kinds & TRACE_BIT(TRACE_CR3));
    pte_trace(kinds & TRACE_BIT(TRACE_ENTRY));
}

void trace_boot(void)
{
    int events = option_number("trace", EVENTS_USUAL);

    if (!option_is_set("trace"))
        return;
    events = MIN(MAX(events, 1), (int)(TRACE_BLOCKS * TRACE_BLOCK_EVENTS));
    make_room((events + TRACE_BLOCK_EVENTS - 1) / TRACE_BLOCK_EVENTS);
    if (trace_log.capacity < (uint64_t)events)
        kprintf("trace: there is memory for %lu events only; give the machine "
                "more.\n", trace_log.capacity);
    if (trace_log.capacity)
        note_kinds(boot_kinds = ~0u);
}

/* Have these kinds noted; 0, or -ENOMEM without room for a record. Records may
 * still be written for a moment after the kinds have changed: the room stays. */
static int want(uint32_t kinds)
{
    spin_lock(&lock);
    if (kinds && !trace_log.capacity)
        make_room(1);
    bool ok = !kinds || trace_log.capacity;
    if (ok)
        note_kinds(kinds | boot_kinds);
    spin_unlock(&lock);
    return ok ? 0 : -ENOMEM;
}

void trace_shutdown(void)
{
    if (boot_kinds)
        return;
    note_kinds(0);
    for (int i = 0; i < TRACE_BLOCKS && trace_log.blocks[i]; i++)
        frame_put(trace_log.blocks[i]);
}

/* --- the files ------------------------------------------------------------ */

static uint64_t oldest(uint64_t head)
{
    return head > trace_log.capacity ? head - trace_log.capacity : 0;
}

static int show(struct seq *out, void *unused)
{
    uint64_t head = __atomic_load_n(&trace_log.head, __ATOMIC_ACQUIRE);

    (void)unused;
    seq_printf(out, "kinds 0x%x\nfirst %lu\nnext %lu\ncapacity %lu\n"
               "ticks_per_second %lu\n", trace_kinds, oldest(head), head,
               trace_log.capacity, trace_log.ticks_per_second);
    return 0;
}

static ssize_t set(const char *text, void *unused)
{
    const char *end;
    uint64_t kinds = parse_number(text, &end, 10);

    (void)unused;
    if (end == text || (*end && strcmp(end, "\n") != 0) || kinds > UINT32_MAX)
        return -EINVAL;
    int err = want(kinds);
    return err ? err : (ssize_t)strlen(text);
}

/* A copy of record `n`: 1; 0: it isn't complete yet; or -EOVERFLOW. */
static int record(uint64_t n, struct trace_event *copy)
{
    const struct trace_event *e = trace_slot(n);
    uint16_t lap = __atomic_load_n(&e->lap, __ATOMIC_ACQUIRE);

    *copy = *e;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (n < oldest(__atomic_load_n(&trace_log.head, __ATOMIC_RELAXED)))
        return -EOVERFLOW;
    return lap == trace_lap(n) &&
           __atomic_load_n(&e->lap, __ATOMIC_RELAXED) == lap;
}

static ssize_t read_events(vaddr_t buf, size_t n, off_t at)
{
    struct trace_event e;
    size_t done = 0;
    int err = 1;

    if (at < 0 || at % sizeof(e) || n < sizeof(e))
        return -EINVAL;
    for (uint64_t i = at / sizeof(e); done + sizeof(e) <= n; i++) {
        if (i >= __atomic_load_n(&trace_log.head, __ATOMIC_ACQUIRE) ||
            (err = record(i, &e)) <= 0)
            break;
        if (copy_to_user(buf + done, &e, sizeof(e)) < 0)
            return -EFAULT;
        done += sizeof(e);
    }
    return done == 0 && err < 0 ? err : (ssize_t)done;
}

void trace_file_init(void)
{
    proc_add_settable("trace", 0600, show, set, NULL);
    proc_add_raw("trace-events", 0400, read_events);
}
