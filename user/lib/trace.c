/* trace.c - see trace.h. */
#include "lib/trace.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool trace_start(uint32_t kinds)
{
    char text[16];
    int fd = open("/proc/trace", O_WRONLY);
    int n = snprintf(text, sizeof(text), "%u", kinds);
    bool ok = fd >= 0 && write(fd, text, n) == n;

    if (fd >= 0)
        close(fd);
    return ok;
}

/* The number in the line of /proc/trace that begins with `name`. */
static uint64_t value(const char *name)
{
    FILE *in = fopen("/proc/trace", "r");
    char key[32];
    unsigned long n, found = 0;

    while (in && fscanf(in, "%31s %li", key, (long *)&n) == 2)
        if (strcmp(key, name) == 0)
            found = n;
    if (in)
        fclose(in);
    return found;
}

uint64_t trace_first(void)
{
    return value("first");
}

uint64_t trace_next(void)
{
    return value("next");
}

uint32_t trace_kinds(void)
{
    return value("kinds");
}

uint64_t trace_ticks_per_second(void)
{
    return value("ticks_per_second");
}

int trace_open(void)
{
    return open("/proc/trace-events", O_RDONLY | O_CLOEXEC);
}

int trace_read(int fd, uint64_t n, struct trace_event *e, int max)
{
    ssize_t got = pread(fd, e, max * sizeof(*e), n * sizeof(*e));

    return got < 0 ? -1 : got / (ssize_t)sizeof(*e);
}
