/* proc.c - see proc.h. */
#include "lib/proc.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The file's text, cut to `size`; its length, or -1. */
static long file_text(const char *path, char *text, size_t size)
{
    FILE *f = fopen(path, "r");

    if (!f)
        return -1;
    size_t n = fread(text, 1, size - 1, f);
    fclose(f);
    text[n] = '\0';
    return n;
}

static long process_text(pid_t pid, const char *file, char *text, size_t size)
{
    char path[48];

    snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
    return file_text(path, text, size);
}

bool process_read(pid_t pid, struct process *p)
{
    char text[512];

    if (process_text(pid, "stat", text, sizeof(text)) < 0)
        return false;
    /* "PID (NAME) STATE PARENT ...": the name may hold anything, so ends at
     * the last parenthesis. */
    char *name = strchr(text, '('), *end = strrchr(text, ')');
    if (!name || !end) {
        errno = ESRCH;
        return false;
    }
    *end = '\0';
    snprintf(p->name, sizeof(p->name), "%.31s", name + 1);
    p->pid = pid;
    p->bytes = 0;
    return sscanf(end + 1, " %c %d %*d %*d %*d %*d %*d %*d %*d %*d %*d %*d %*d "
                  "%*d %*d %*d %*d %*d %*d %*d %lu", &p->state, &p->parent,
                  &p->bytes) >= 2;
}

void process_command(pid_t pid, char *line, size_t size)
{
    long n = process_text(pid, "cmdline", line, size);

    if (n <= 0) {
        line[0] = '\0';
        return;
    }
    for (long i = 0; i < n - 1; i++)
        if (line[i] == '\0' || line[i] == '\n')
            line[i] = ' ';
}

long proc_number(const char *path, const char *name)
{
    size_t length = strlen(name);
    char line[128];
    long number = -1;
    FILE *f = fopen(path, "r");

    while (f && number < 0 && fgets(line, sizeof(line), f))
        if (strncmp(line, name, length) == 0 && strchr(": ", line[length]))
            number = strtol(line + length + 1, NULL, 0);
    if (f)
        fclose(f);
    return number;
}
