/* maps.h - what a process has mapped, as /proc/PID/maps shows it. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum mapping_kind {
    MAPPING_TEXT, MAPPING_CONSTANTS, MAPPING_DATA,      /* of the program */
    MAPPING_HEAP, MAPPING_STACK, MAPPING_PRIVATE, MAPPING_SHARED,
    MAPPING_SEGMENT
};

struct mapping {
    uint64_t start, end;
    char rights[5];             /* rwxp, or s for shared */
    enum mapping_kind kind;
    int shmid;                  /* of a segment */
    unsigned key;
};

struct mappings {
    struct mapping *list;       /* by address; for free() */
    int count;                  /* -1 and errno: there is no such process */
};

struct mappings mappings_read(pid_t pid);

/* The one that holds the address, or NULL. */
const struct mapping *mapping_at(const struct mappings *m, uint64_t address);

/* "program text", "segment 3 (key 0x1234)"; stays until the fourth next call.
 * NULL: "nothing". */
const char *mapping_name(const struct mapping *m);
