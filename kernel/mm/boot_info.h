/*
 * boot_info.h - what the boot loader told us (Multiboot2 specification 2.0,
 * section 3.6), copied out of its memory into one plain structure.
 */
#pragma once

#include "boot/boot.h"
#include "lib/types.h"

#define BOOT_RANGES_MAX 64
#define BOOT_TEXT_MAX 1024

struct boot_range {
    paddr_t start, end;         /* page aligned, start < end */
};

struct boot_info {
    struct boot_range ram[BOOT_RANGES_MAX];     /* ascending, disjoint */
    int ram_ranges;
    paddr_t initrd_start, initrd_end;           /* equal: there is none */
    char command_line[BOOT_TEXT_MAX];
    char loader[64];
    uint8_t rsdp[36];           /* ACPI's root pointer */
    bool has_rsdp;              /* the loader told it */
    uint64_t stations[STATIONS][2]; /* a register before and after, at each of
                                       the five stations */
    bool loader_set_pe;         /* the loader told CR0 before protected mode */
    bool vga_text;              /* the screen is in text mode */
};

extern struct boot_info boot_info;

/* Read the information at physical address `info` (below 4 GiB, where the
 * boot tables map it). Panics when it makes no sense. */
void boot_info_read(paddr_t info);
