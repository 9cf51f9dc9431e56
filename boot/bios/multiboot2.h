/* multiboot2.h - what a loader passes to the kernel (Multiboot2 specification
 * 2.0, section 3.6), as far as ours does: a size, then tags, each at a
 * multiple of 8 bytes. */
#pragma once

#include <stdint.h>

struct multiboot2_info {
    uint32_t size;                      /* of all of it */
    uint32_t reserved;
};

struct tag {
    uint32_t type;
    uint32_t size;                      /* with these 8 bytes */
};

#define TAG_END 0
#define TAG_COMMAND_LINE 1              /* a string */
#define TAG_LOADER_NAME 2               /* a string */
#define TAG_MODULE 3
#define TAG_MEMORY_SIZE 4
#define TAG_MEMORY_MAP 6
#define TAG_CR0 0x434f4d4d              /* "COMM", our own */

#define MEMORY_RESERVED 2

struct tag_module {
    uint32_t start, end;
    char text[4];
};

struct tag_memory_size {
    uint32_t lower, upper;              /* in KiB */
};

struct tag_memory_map {
    uint32_t entry_size, entry_version; /* then the entries */
};

struct tag_cr0 {
    uint32_t before, after;             /* CR0 around the switch */
};
