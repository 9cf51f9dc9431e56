/* apic.c - see apic.h. */
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/trap_numbers.h"
#include "cpu/x86.h"
#include "mm/layout.h"

/* Offsets of registers (SDM vol. 3A, table 10-1). */
#define APIC_TPR 0x080
#define APIC_EOI 0x0b0
#define APIC_SPURIOUS 0x0f0
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_LINT1 0x360
#define APIC_TIMER_INITIAL 0x380
#define APIC_TIMER_CURRENT 0x390
#define APIC_TIMER_DIVIDE 0x3e0

#define SOFTWARE_ENABLE 0x100
#define LVT_MASKED 0x10000
#define LVT_EXTINT 0x700        /* the 8259 supplies the vector */
#define LVT_NMI 0x400
#define DIVIDE_BY_1 0xb

static uint64_t timer_hz;

static volatile uint32_t *apic_register(int offset)
{
    return (volatile uint32_t *)(DEVICES_BASE + offset);
}

void apic_init(void)
{
    wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | 1 << 11);
    *apic_register(APIC_TPR) = 0;
    *apic_register(APIC_SPURIOUS) = SOFTWARE_ENABLE | VECTOR_SPURIOUS;
    *apic_register(APIC_LVT_LINT0) = LVT_EXTINT;
    *apic_register(APIC_LVT_LINT1) = LVT_NMI;
    *apic_register(APIC_TIMER_DIVIDE) = DIVIDE_BY_1;
    *apic_register(APIC_LVT_TIMER) = LVT_MASKED | VECTOR_TIMER;
}

void apic_eoi(void)
{
    *apic_register(APIC_EOI) = 0;
}

void apic_timer_start_silent(void)
{
    *apic_register(APIC_LVT_TIMER) = LVT_MASKED | VECTOR_TIMER;
    *apic_register(APIC_TIMER_INITIAL) = UINT32_MAX;
}

uint32_t apic_timer_elapsed(void)
{
    return UINT32_MAX - *apic_register(APIC_TIMER_CURRENT);
}

void apic_timer_set_frequency(uint64_t hz)
{
    timer_hz = hz;
    *apic_register(APIC_TIMER_INITIAL) = 0;
    *apic_register(APIC_LVT_TIMER) = VECTOR_TIMER;
}

/* At most a second ahead at a time: the handler arms it again, and the
 * product below stays within 64 bits. */
void apic_timer_at(uint64_t deadline)
{
    uint64_t now = clock_monotonic();
    uint64_t ns = deadline > now ? MIN(deadline - now, 1000000000ul) : 0;
    uint64_t ticks = ns * (timer_hz / 1000) / 1000000;

    *apic_register(APIC_TIMER_INITIAL) = MIN(MAX(ticks, 1), UINT32_MAX);
}
