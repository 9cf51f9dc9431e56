/* free.c - shows how much memory is used: the kernel's own count of frames. */
#include <err.h>
#include <stdio.h>
#include "lib/proc.h"

int main(void)
{
    long total = proc_number("/proc/meminfo", "MemTotal");
    long unused = proc_number("/proc/meminfo", "MemFree");

    if (total < 0 || unused < 0)
        err(1, "/proc/meminfo");
    printf("        total      used      free\n");
    printf("KiB %9ld %9ld %9ld\n", total, total - unused, unused);
    printf("frames %6ld %9ld %9ld\n", total / 4, (total - unused) / 4,
           unused / 4);
    return 0;
}
