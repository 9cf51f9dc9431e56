/*
 * ps.c - lists the processes, from /proc. STATE is R (running or ready), S
 * (waiting), T (stopped) or Z (ended, and not yet waited for).
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include "lib/proc.h"

static void show(pid_t pid)
{
    struct process p;
    char command[80];

    if (!process_read(pid, &p))
        return;                 /* it has ended since */
    process_command(pid, command, sizeof(command));
    printf("%5d %6d %-5c %7luK ", p.pid, p.parent, p.state, p.bytes / 1024);
    if (command[0])
        printf("%s\n", command);
    else
        printf("[%s]\n", p.name);
}

int main(void)
{
    DIR *d = opendir("/proc");
    struct dirent *e;

    if (!d)
        err(1, "/proc");
    printf("  PID PARENT STATE    SIZE COMMAND\n");
    while ((e = readdir(d)))
        if (isdigit((unsigned char)e->d_name[0]))
            show(atoi(e->d_name));
    closedir(d);
    return 0;
}
