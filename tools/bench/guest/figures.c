/*
 * figures.c - rows of output, and how sure we may be of a tick.
 */
#include "bench.h"

void row(const char *key, double value)
{
    printf("row %s %.2f\n", key, value);
    fflush(stdout);
}

void none(const char *key, const char *reason)
{
    printf("none %s %s\n", key, reason);
    fflush(stdout);
}

const char *keyed(const char *group, const char *name)
{
    static char key[64];

    snprintf(key, sizeof(key), "%s.%s", group, name);
    return key;
}

uint64_t median(uint64_t *batch, int n)
{
    for (int i = 1; i < n; i++)
        for (int j = i; j > 0 && batch[j] < batch[j - 1]; j--) {
            uint64_t later = batch[j];
            batch[j] = batch[j - 1];
            batch[j - 1] = later;
        }
    return batch[n / 2];
}

/* Two million instructions, counted by hand: if a tick is an instruction,
 * this is the answer, and a few more for reading the counter. The least count:
 * the timer's interrupts come between the others. */
void calibrate(void)
{
    uint64_t least = UINT64_MAX;

    for (int b = 0; b < BATCHES; b++) {
        uint64_t start = ticks();
        __asm__ volatile("mov $1000000, %%ecx\n"
                         "1: dec %%ecx\n"
                         "jnz 1b" : : : "ecx", "cc");
        uint64_t count = ticks() - start;
        least = count < least ? count : least;
    }
    row("calibrate", least);
}
