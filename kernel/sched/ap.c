/*
 * ap.c - the further processors (application processors, in Intel's words):
 * each is woken from its reset, goes through the modes like the first one
 * (boot/ap_start.S), and becomes idle.
 */
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "cpu/mmu.h"
#include "cpu/trap.h"
#include "cpu/x86.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/boot_info.h"
#include "mm/kmap.h"
#include "sched/sched.h"

#define INIT_NS (10 * 1000000ul)        /* SDM vol. 3A, 8.4.4.1 */
#define STARTUP_NS (200 * 1000ul)
#define PATIENCE_NS (500 * 1000000ul)

#define START_TOP 0xa0000ul             /* of memory that real mode reaches */

/* boot/ap_start.S and long_mode.S */
extern const char ap_start[], ap_start_end[];
extern char *boot_stack_top;
extern void (*boot_main)(paddr_t);

/* One starts at a time, on this stack, which it leaves for its own. */
static char start_stack[PAGE_SIZE] __attribute__((aligned(16)));
static int starting;                    /* index of the one that starts */

/* The highest page below the top that is RAM; firmware has done with it. */
static paddr_t start_page(void)
{
    paddr_t best = 0;

    for (int i = 0; i < boot_info.ram_ranges; i++) {
        paddr_t end = MIN(boot_info.ram[i].end, START_TOP);
        if (boot_info.ram[i].start + PAGE_SIZE < end)
            best = MAX(best, end - PAGE_SIZE);
    }
    return best;
}

static bool is_online(int id)
{
    return __atomic_load_n(&cpus_online, __ATOMIC_ACQUIRE) >> id & 1;
}

/* On a stack of its own: the start stack is free for the next. */
static NORETURN void run(void)
{
    sched_init();
    for (;;)
        sched_idle();
}

/* From long_mode.S, on the start stack and the boot page tables. */
static NORETURN void ap_main(paddr_t unused)
{
    (void)unused;
    cpu_init(starting);
    trap_load();
    mmu_use(&kernel_mmu);
    apic_init(false);
    vaddr_t top = kstack_alloc();
    if (!top)
        panic("No memory for the stack of processor %d.", starting);
    asm volatile("movq %0, %%rsp\n\t"
                 "xorl %%ebp, %%ebp\n\t"
                 "call *%1"
                 : : "r"(top), "r"(run) : "memory");
    __builtin_unreachable();
}

static bool wait_until_online(int id, uint64_t ns)
{
    uint64_t end = clock_monotonic() + ns;

    while (!is_online(id) && clock_monotonic() < end)
        cpu_pause();
    return is_online(id);
}

/* Some need a second STARTUP; the first that comes is the one that counts. */
static bool start(int id, uint32_t apic_id, paddr_t page)
{
    starting = id;
    apic_send_startup(apic_id, page);
    if (wait_until_online(id, STARTUP_NS))
        return true;
    apic_send_startup(apic_id, page);
    return wait_until_online(id, PATIENCE_NS);
}

int cpus_start(const uint32_t *apic_ids, int count, int max)
{
    paddr_t page = start_page();
    int id = 1;

    count = MIN(count, MIN(max, CPUS_MAX));
    if (count <= 1 || !page)
        return 1;
    memcpy(phys_to_virt(page), ap_start, ap_start_end - ap_start);
    boot_stack_top = start_stack + sizeof(start_stack);
    boot_main = ap_main;
    for (int i = 0; i < count; i++)
        if (apic_ids[i] != apic_id())
            apic_send_init(apic_ids[i]);
    wait_until_online(CPUS_MAX - 1, INIT_NS);
    for (int i = 0; i < count; i++)
        if (apic_ids[i] == apic_id())
            continue;
        else if (start(id, apic_ids[i], page))
            id++;
        else
            kprintf("Processor %u does not start.\n", apic_ids[i]);
    return id;
}
