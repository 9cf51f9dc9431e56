/*
 * walk.h - page-table walks of processes, as /proc/PID/walk shows them, made
 * readable: for pt and the demonstration.
 *
 * A virtual address is four indices and an offset; each index picks an entry
 * in the table of its level, and the entry names the table of the next one
 * (Intel SDM vol. 3A, 4.5):
 *
 *    63     48 47     39 38     30 29     21 20     12 11         0
 *   +---------+---------+---------+---------+---------+------------+
 *   |  sign   | level 4 | level 3 | level 2 | level 1 |   offset   |
 *   +---------+---------+---------+---------+---------+------------+
 *     CR3 ------> PML4 ---> PDPT ----> PD -----> PT ----> frame
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define LEVELS 4
#define PAGE_SIZE 4096ul

#define ENTRY_P (1ul << 0)          /* present */
#define ENTRY_W (1ul << 1)          /* writable */
#define ENTRY_U (1ul << 2)          /* user mode may use it */
#define ENTRY_PS (1ul << 7)         /* levels 2 and 3: a big page, no table */
#define ENTRY_COW (1ul << 9)        /* copied before it is written: the kernel's */
#define ENTRY_KEPT (1ul << 10)      /* not present, but its page is kept */
#define ENTRY_LINK (1ul << 11)      /* to an object's own table: the kernel's */
#define ENTRY_NX (1ul << 63)        /* no execution */
#define ENTRY_ADDRESS 0x000ffffffffff000ul

struct walk {
    uint64_t va;
    uint64_t cr3;
    uint64_t entry[LEVELS + 1];     /* by level, 4 to 1; 0 where not reached */
};

/* The file with the walks of process `pid`, 0 for the caller's own; -1 and
 * errno if there is none. */
int walk_open(pid_t pid);

/* Walk `va` in the tables behind `fd`; false and errno if that fails. */
bool walk_read(int fd, uint64_t va, struct walk *w);

/* Bytes that one entry of `level` covers, and the index of `va` there. */
uint64_t walk_span(int level);
unsigned walk_index(uint64_t va, int level);

/* The level of the last entry that the walk reaches. */
int walk_end(const struct walk *w);

/* Where the table of `level` lies; only for levels that were reached. */
uint64_t walk_table(const struct walk *w, int level);

/* Does the walk reach a page? If so *pa is the physical address of `va`. */
bool walk_finds(const struct walk *w, uint64_t *pa);

/* What the entries together permit: W and U are ANDed down the levels, NX is
 * ORed; COW is the last one's. Only for walks that find a page. */
uint64_t walk_permits(const struct walk *w);

/* The names of an entry's bits: "P W U NX"; stays until the next call. */
const char *entry_flags(uint64_t entry);

/* Walks through a half of a space, from below: of each entry that leads to a
 * page, or to nothing. */
#define WALKS_AT_ONCE 128

struct walks {
    int fd;                         /* -1 and errno: there is no such process */
    uint64_t at;                    /* the next one's address */
    bool begun;
    int count, next;                /* of those that were read ahead: */
    uint64_t words[WALKS_AT_ONCE][1 + LEVELS];
};

#define USER_HALF 0ul
#define KERNEL_HALF 0xffff800000000000ul

void walks_begin(struct walks *s, pid_t pid, uint64_t half);
bool walks_next(struct walks *s, struct walk *w);
void walks_end(struct walks *s);

/* Print the walk as a table, each line indented by two. */
void walk_print(const struct walk *w);

/* Print where it ends: NAME (pid N): VIRTUAL -> frame PHYSICAL, or at which
 * level there is nothing. */
void walk_print_end(const struct walk *w, const char *name, pid_t pid);
