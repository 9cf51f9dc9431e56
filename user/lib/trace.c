/* trace.c - see trace.h. */
#include "lib/trace.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "lib/proc.h"

#define STATE "/proc/trace"

bool trace_start(uint32_t kinds)
{
    char text[16];
    int fd = open(STATE, O_WRONLY);
    int n = snprintf(text, sizeof(text), "%u", kinds);
    bool ok = fd >= 0 && write(fd, text, n) == n;

    if (fd >= 0)
        close(fd);
    return ok;
}

uint64_t trace_first(void)
{
    return proc_number(STATE, "first");
}

uint64_t trace_next(void)
{
    return proc_number(STATE, "next");
}

uint32_t trace_kinds(void)
{
    return proc_number(STATE, "kinds");
}

uint64_t trace_ticks_per_second(void)
{
    return proc_number(STATE, "ticks_per_second");
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
