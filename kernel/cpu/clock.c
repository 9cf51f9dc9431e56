/* clock.c - see clock.h. */
#include "cpu/clock.h"
#include "cpu/apic.h"
#include "cpu/trace.h"
#include "cpu/x86.h"

#define PIT_HZ 1193182ul
#define PIT_CHANNEL2 0x42
#define PIT_COMMAND 0x43
#define PIT_GATE 0x61           /* bit 0: run channel 2; bit 5: its output */

#define CALIBRATION_NS 2500000ul   /* each time */

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71

static uint64_t tsc_start;
static uint64_t ns_per_tick;    /* fixed point, 32 fractional bits */
static uint64_t boot_realtime;

/* Channel 2 in mode 0 raises its output when it has counted down. */
static void pit_start(uint64_t ns)
{
    uint16_t count = PIT_HZ * ns / NS_PER_SEC;

    outb(PIT_GATE, (inb(PIT_GATE) & ~3) | 1);
    outb(PIT_COMMAND, 0xb0);
    outb(PIT_CHANNEL2, count & 0xff);
    outb(PIT_CHANNEL2, count >> 8);
}

static bool pit_done(void)
{
    return inb(PIT_GATE) & (1 << 5);
}

static unsigned cmos_read(uint8_t index)
{
    outb(CMOS_INDEX, index);
    return inb(CMOS_DATA);
}

static unsigned from_bcd(unsigned v)
{
    return (v >> 4) * 10 + (v & 15);
}

/* Days from 1970-01-01 to a date, counting years from March so that the leap
 * day is the last. */
static uint64_t days_from_date(unsigned year, unsigned month, unsigned day)
{
    if (month <= 2)
        year--, month += 12;
    return 365ul * year + year / 4 - year / 100 + year / 400 +
           (153 * (month - 3) + 2) / 5 + day - 1 - 719468;
}

/* The date as the CMOS clock has it (MC146818 data sheet). Read until two
 * readings agree, since it may tick in the middle of one. Simplified: years
 * 2000 to 2099. */
static uint64_t cmos_seconds(void)
{
    static const uint8_t index[6] = { 0, 2, 4, 7, 8, 9 };
    unsigned now[6], before[6] = { 0 };
    bool same;

    do {
        same = true;
        while (cmos_read(0x0a) & 0x80)
            cpu_pause();
        for (int i = 0; i < 6; i++) {
            now[i] = cmos_read(index[i]);
            same = same && now[i] == before[i];
            before[i] = now[i];
        }
    } while (!same);
    unsigned format = cmos_read(0x0b);
    bool pm = !(format & 2) && (now[2] & 0x80);
    now[2] &= 0x7f;
    for (int i = 0; !(format & 4) && i < 6; i++)
        now[i] = from_bcd(now[i]);
    if (!(format & 2))
        now[2] = now[2] % 12 + (pm ? 12 : 0);
    return days_from_date(2000 + now[5], now[4], now[3]) * 86400 +
           now[2] * 3600 + now[1] * 60 + now[0];
}

/* What the counters do while the PIT counts down. */
struct ticks {
    uint64_t tsc, apic;
};

static struct ticks measure(void)
{
    struct ticks t;

    apic_timer_start_silent();
    pit_start(CALIBRATION_NS);
    uint64_t start = rdtsc();
    while (!pit_done())         /* reading a port takes its time: no PAUSE */
        ;
    t.tsc = rdtsc() - start;
    t.apic = apic_timer_elapsed();
    return t;
}

/* A host that has others to run may look away at the end, which only makes it
 * longer: right is the shortest, once another is about as short. */
static struct ticks measure_undisturbed(void)
{
    struct ticks shortest = measure();

    for (int tries = 0; tries < 20; tries++) {
        struct ticks t = measure(), longer = t;
        if (t.tsc < shortest.tsc)
            longer = shortest, shortest = t;
        if (longer.tsc - shortest.tsc <= shortest.tsc / 128)
            break;
    }
    return shortest;
}

void clock_init(void)
{
    boot_realtime = cmos_seconds() * NS_PER_SEC;
    tsc_start = rdtsc();
    struct ticks t = measure_undisturbed();
    ns_per_tick = (CALIBRATION_NS << 32) / MAX(t.tsc, 1);
    trace_log.ticks_per_second = t.tsc * (NS_PER_SEC / CALIBRATION_NS);
    apic_timer_set_frequency(t.apic * (NS_PER_SEC / CALIBRATION_NS));
}

uint64_t clock_monotonic(void)
{
    return (unsigned __int128)(rdtsc() - tsc_start) * ns_per_tick >> 32;
}

uint64_t clock_realtime(void)
{
    return boot_realtime + clock_monotonic();
}
