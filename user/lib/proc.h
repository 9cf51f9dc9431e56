/* proc.h - what /proc tells about processes and memory, for several programs. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process {
    pid_t pid, parent;
    char state;                     /* R S T Z, as in proc(5) */
    unsigned long bytes;            /* size of its address space */
    char name[32];
};

/* Read /proc/PID/stat; false and errno if there is no such process. */
bool process_read(pid_t pid, struct process *p);

/* The command line with blanks between the words; "" if there is none. */
void process_command(pid_t pid, char *line, size_t size);

/* The number behind `name` in a file of lines "NAME NUMBER" or
 * "NAME: NUMBER kB", perhaps in hexadecimal; or -1. */
long proc_number(const char *path, const char *name);
