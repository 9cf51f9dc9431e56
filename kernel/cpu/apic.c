/* apic.c - see apic.h. */
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "cpu/trap_numbers.h"
#include "cpu/x86.h"
#include "mm/layout.h"

/* Offsets of registers (SDM vol. 3A, table 10-1). */
#define APIC_ID 0x020
#define APIC_TPR 0x080
#define APIC_EOI 0x0b0
#define APIC_SPURIOUS 0x0f0
#define APIC_COMMAND 0x300
#define APIC_COMMAND_TO 0x310
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_LINT1 0x360
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE 0x3e0

#define BASE_ENABLE (1ul << 11)         /* of MSR_APIC_BASE */
#define BASE_X2APIC (1ul << 10)
#define SOFTWARE_ENABLE 0x100
#define LVT_MASKED 0x10000
#define LVT_EXTINT 0x700                /* the 8259 supplies the vector */
#define LVT_NMI 0x400
#define DIVIDE_BY_1 0xb

#define COMMAND_NMI 0x400               /* figure 10-12 */
#define COMMAND_INIT 0x500
#define COMMAND_STARTUP 0x600
#define COMMAND_PENDING 0x1000
#define COMMAND_ASSERT 0x4000
#define COMMAND_TO_OTHERS 0xc0000

static uint64_t timer_hz;

static volatile uint32_t *in_memory(int offset)
{
    return (volatile uint32_t *)(DEVICES_BASE + offset);
}

static uint32_t apic_read(int offset)
{
    return cpu_features.x2apic ? rdmsr(MSR_X2APIC + offset / 16)
                               : *in_memory(offset);
}

static void apic_write(int offset, uint32_t value)
{
    if (cpu_features.x2apic)
        wrmsr(MSR_X2APIC + offset / 16, value);
    else
        *in_memory(offset) = value;
}

void apic_init(bool first)
{
    wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | BASE_ENABLE);
    if (cpu_features.x2apic)
        wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | BASE_X2APIC);
    apic_write(APIC_TPR, 0);
    apic_write(APIC_SPURIOUS, SOFTWARE_ENABLE | VECTOR_SPURIOUS);
    apic_write(APIC_LVT_LINT0, first ? LVT_EXTINT : LVT_MASKED);
    apic_write(APIC_LVT_LINT1, LVT_NMI);
    apic_write(APIC_TIMER_DIVIDE, DIVIDE_BY_1);
    apic_write(APIC_LVT_TIMER, (timer_hz ? 0 : LVT_MASKED) | VECTOR_TIMER);
    this_cpu()->apic_id = apic_id();
}

uint32_t apic_id(void)
{
    return cpu_features.x2apic ? apic_read(APIC_ID) : apic_read(APIC_ID) >> 24;
}

void apic_eoi(void)
{
    apic_write(APIC_EOI, 0);
}

/* --- to other processors -------------------------------------------------- */

/* The x2APIC's command is one register of 64 bits; before that the upper half
 * comes first, when the last command is on its way. */
static void command(uint32_t to, uint32_t what)
{
    if (cpu_features.x2apic) {
        asm volatile("mfence; lfence" : : : "memory");  /* 10.12.3 */
        wrmsr(MSR_X2APIC + APIC_COMMAND / 16, (uint64_t)to << 32 | what);
        return;
    }
    while (apic_read(APIC_COMMAND) & COMMAND_PENDING)
        cpu_pause();
    apic_write(APIC_COMMAND_TO, to << 24);
    apic_write(APIC_COMMAND, what);
}

void apic_send(uint32_t to, int vector)
{
    command(to, COMMAND_ASSERT | vector);
}

void apic_send_nmi_to_others(void)
{
    command(0, COMMAND_TO_OTHERS | COMMAND_ASSERT | COMMAND_NMI);
}

void apic_send_init(uint32_t to)
{
    command(to, COMMAND_ASSERT | COMMAND_INIT);
}

void apic_send_startup(uint32_t to, paddr_t page)
{
    command(to, COMMAND_ASSERT | COMMAND_STARTUP | page >> 12);
}

/* --- the timer ------------------------------------------------------------ */

void apic_timer_start_silent(void)
{
    apic_write(APIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
    apic_write(APIC_TIMER_INITIAL, UINT32_MAX);
}

uint32_t apic_timer_elapsed(void)
{
    return UINT32_MAX - apic_read(APIC_TIMER_CURRENT);
}

void apic_timer_set_frequency(uint64_t hz)
{
    timer_hz = hz;
    apic_write(APIC_TIMER_INITIAL, 0);
    apic_write(APIC_LVT_TIMER, VECTOR_TIMER);
}

/* At most a second ahead at a time: the handler arms it again, and the
 * product below stays within 64 bits. */
void apic_timer_at(uint64_t deadline)
{
    uint64_t now = clock_monotonic();
    uint64_t ns = deadline > now ? MIN(deadline - now, NS_PER_SEC) : 0;
    uint64_t ticks = ns * (timer_hz / 1000) / 1000000;

    apic_write(APIC_TIMER_INITIAL, MIN(MAX(ticks, 1), UINT32_MAX));
}
