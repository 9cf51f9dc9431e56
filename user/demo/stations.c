/* stations.c - the stations of the boot: in five steps from a processor of
 * 1978 to one of today, each a register that changes (Intel SDM vol. 3A,
 * 10.9 and 10.8.5). */
#include <stdlib.h>
#include <string.h>
#include "demo/demo.h"
#include "lib/colour.h"

static const struct station {
    const char *name;
    unsigned long bit;          /* that goes from 0 to 1; 0: the value changes */
    const char *why;
} stations[] = {
    { "CR0.PE", 1ul << 0, "real mode -> protected mode, 32 bits" },
    { "CR4.PAE", 1ul << 5, "page-table entries of 64 bits" },
    { "EFER.LME", 1ul << 8, "long mode, as soon as paging is on" },
    { "CR0.PG", 1ul << 31, "paging on: every address is now virtual" },
    { "CS", 0, "a 64-bit code segment: 64-bit instructions" },
};
#define STATIONS (sizeof(stations) / sizeof(stations[0]))

/* A line of /proc/boot: NAME BEFORE AFTER, or - for what isn't known. */
static bool show_station(const struct station *s, char *line)
{
    char name[16], before[24], after[24];

    if (sscanf(line, "%15s %23s %23s", name, before, after) != 3)
        return false;
    unsigned long old = strtoul(before, NULL, 16);
    unsigned long new = strtoul(after, NULL, 16);
    bool known = strcmp(before, "-") != 0;

    printf("  %-8s %s%10s -> %-10s%s  %s\n", name, colour(YELLOW), before,
           after, colour(PLAIN), s->why);
    if (strcmp(name, s->name) != 0)
        return false;
    if (s->bit == 0)
        return new != 0 && (!known || old != new);
    return (new & s->bit) && (!known || !(old & s->bit));
}

void show_stations(void)
{
    char line[80];
    bool all = true;
    FILE *f = fopen("/proc/boot", "r");

    if (!f || !fgets(line, sizeof(line), f)) {
        printf("No /proc/boot here: nothing to tell of the boot.\n");
        return;
    }
    line[strcspn(line, "\n")] = '\0';
    heading("From reset to 64 bits (%s)", line);
    for (size_t i = 0; i < STATIONS; i++)
        all &= fgets(line, sizeof(line), f) && show_station(&stations[i], line);
    fclose(f);
    check(all, "each register changed as told");
}
