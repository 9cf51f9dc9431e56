/*
 * system.c - what the kernel says of itself, processors, and children.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bench.h"

#define CALL_SETAFFINITY 203
#define CALL_GETAFFINITY 204

/* The words of a file of /proc, NULL if there is none. */
static char *contents(const char *file)
{
    static char text[16384];
    FILE *in = fopen(file, "r");

    if (!in)
        return NULL;
    text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
    fclose(in);
    return text;
}

long proc_number(const char *file, const char *name)
{
    char *text = contents(file);
    char *at = text ? strstr(text, name) : NULL;

    return at ? atol(at + strlen(name)) : -1;
}

/* Field 10 of stat, proc(5); the name before it may hold anything but `)`. */
static long minor_faults(void)
{
    char *text = contents("/proc/self/stat");
    char *at = text ? strrchr(text, ')') : NULL;

    for (int field = 2; at && field < 10; field++)
        at = strchr(at + 1, ' ');
    return at ? atol(at) : -1;
}

/* A kernel that doesn't count says 0 even after a fault that we provoked. */
long faults_now(void)
{
    static int counted = -1;

    if (counted < 0) {
        long before = minor_faults();
        char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        NEED(page != MAP_FAILED, "mmap");
        *page = 1;
        counted = minor_faults() > before;
        munmap(page, PAGE);
    }
    return counted ? minor_faults() : -1;
}

int cpus(void)
{
    unsigned long mask[16] = { 0 };
    int count = 0;

    if (syscall(CALL_GETAFFINITY, 0, sizeof(mask), mask) > 0) {
        for (int i = 0; i < 1024; i++)
            count += mask[i / 64] >> i % 64 & 1;
        return count;
    }
    for (char *at = contents("/proc/cpuinfo"); at; count += at != NULL)
        at = strstr(at + 1, "processor\t");
    return count ? count : 1;
}

int pin(int cpu)
{
    unsigned long mask[16] = { 1ul << cpu };

    return syscall(CALL_SETAFFINITY, 0, sizeof(mask), mask);
}

void reap(pid_t child)
{
    int status = 0;

    NEED(child > 0, "fork");
    NEED(waitpid(child, &status, 0) == child, "waitpid");
    if (status != 0)
        errx(1, "a child failed, wait status %#x", status);
}
