/* trace.c - see trace.h. */
#include "cpu/trace.h"
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "lib/string.h"
#include "mm/layout.h"

struct trace_log trace_log = { .magic = "COMMONS1" };
uint32_t trace_kinds;
pid_t (*trace_pid)(void);

struct trace_event *trace_slot(uint64_t n)
{
    uint64_t slot = n % trace_log.capacity;
    struct trace_event *block =
        phys_to_virt(trace_log.blocks[slot / TRACE_BLOCK_EVENTS]);

    return &block[slot % TRACE_BLOCK_EVENTS];
}

uint16_t trace_lap(uint64_t n)
{
    return n / trace_log.capacity % UINT16_MAX + 1;
}

/* The number is taken under whatever lock guards what is noted, so records
 * of one thing are in its order. A reader sees a record that is being
 * overwritten by its lap. */
void trace_note_all(enum trace_kind kind, uint16_t what,
                    const uint64_t arg[TRACE_ARGS])
{
    uint64_t n = __atomic_fetch_add(&trace_log.head, 1, __ATOMIC_RELAXED);
    struct trace_event *e = trace_slot(n);

    __atomic_store_n(&e->lap, 0, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    e->time = rdtsc();
    e->kind = kind;
    e->cpu = this_cpu()->id;
    e->pid = trace_pid ? trace_pid() : 0;
    e->what = what;
    for (int i = 0; i < TRACE_ARGS; i++)
        e->arg[i] = arg[i];
    __atomic_store_n(&e->lap, trace_lap(n), __ATOMIC_RELEASE);
}

/* Where the function with this stack frame will return to, or (depth 1) its
 * caller, and so on. Each frame begins with the address of the caller's, and
 * above that lies the return address (AMD64 ABI, 3.2.2). The chain ends, with
 * 0, where it leaves the stack, perhaps for a lie: a trap finds the register as
 * the user left it. */
static uint64_t return_address(const uint64_t *frame, int depth)
{
    for (; depth > 0; depth--) {
        vaddr_t above = frame[0];
        if (above <= (vaddr_t)frame ||
            above / KERNEL_STACK_STRIDE != (vaddr_t)frame / KERNEL_STACK_STRIDE)
            return 0;
        frame = (const uint64_t *)above;
    }
    return frame[1];
}

void trace_note(enum trace_kind kind, uint16_t what, uint64_t a, uint64_t b,
                uint64_t c, uint64_t d)
{
    const uint64_t *frame = __builtin_frame_address(0);
    uint64_t all[TRACE_ARGS] = {
        a, b, c, d, return_address(frame, 2), return_address(frame, 3),
    };

    trace_note_all(kind, what, all);
}

/* Does this return address follow a call of the function? Else the call was one
 * of another function, which then jumped to this one. */
static bool is_after_call_of(uint64_t address, uint64_t function)
{
    int32_t distance;           /* CALL rel32 (SDM vol. 2, CALL) */

    if (!address)
        return false;
    memcpy(&distance, (const void *)(address - sizeof(distance)),
           sizeof(distance));
    return address + distance == function;
}

void trace_note_last(enum trace_kind kind, uint16_t what, uint64_t a,
                     uint64_t b, uint64_t c, uint64_t d, uint64_t function)
{
    const uint64_t *frame = __builtin_frame_address(0);
    int by = is_after_call_of(return_address(frame, 1), function) ? 2 : 1;
    uint64_t all[TRACE_ARGS] = {
        a, b, c, d, return_address(frame, by), return_address(frame, by + 1),
    };

    trace_note_all(kind, what, all);
}
