/*
 * walk.h - the true page tables, for tests that look instead of assuming:
 * /proc/PID/walk and /proc/frames.
 */
#pragma once

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096ul
#define PRESENT 1ul
#define WRITABLE 2ul
#define USER 4ul
#define BIG 0x80ul
#define LINK 0x800ul                /* to a table that an object owns */
#define NX (1ul << 63)
#define FRAME 0x000ffffffffff000ul

struct walk {
    uint64_t cr3, entry[4];         /* PML4E PDPTE PDE PTE */
};
enum { PML4E, PDPTE, PDE, PTE };

static struct walk walk_of(pid_t pid, const volatile void *at)
{
    struct walk w = { 0 };
    char name[40];

    snprintf(name, sizeof(name), "/proc/%d/walk", pid);
    int fd = open(name, O_RDONLY);
    if (fd < 0 || pread(fd, &w, sizeof(w), (uintptr_t)at / PAGE * sizeof(w)) !=
                      sizeof(w))
        printf("# cannot read %s\n", name);
    close(fd);
    return w;
}

/* The frames of one kind that are in use. */
static long frames(const char *kind)
{
    char line[80], name[40];
    long n, found = -1;
    FILE *f = fopen("/proc/frames", "r");

    while (f && fgets(line, sizeof(line), f))
        if (sscanf(line, "%39s %ld", name, &n) == 2 && strcmp(name, kind) == 0)
            found = n;
    if (f)
        fclose(f);
    if (found < 0) {                    /* or any two were the same */
        printf("# /proc/frames tells of no frames of %s\n", kind);
        exit(1);
    }
    return found;
}
