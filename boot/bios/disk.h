/*
 * disk.h - the layout of a bootable disk and of low memory while we boot;
 * shared by the boot sector, the loader and tools/mkimage.c.
 *
 *   sector 0     boot.S, with a partition table
 *   1 .. 3       struct disk_header
 *   4 .. 63      the loader: real_mode.S, protected.S, load_kernel.c
 *   64 ..        the kernel's ELF file, then the initrd, each from a new page
 *
 * The first 64 sectors go to memory as they are, so that byte n of the disk
 * is at BOOT_ADDRESS + n:
 *
 *   0x00500 .. 0x07bff   stack, growing down
 *   0x07c00 .. 0x07dff   boot sector
 *   0x07e00 .. 0x083ff   struct disk_header
 *   0x08400 .. 0x0fbff   the loader
 *   0x10000 .. 0x1fdff   one read of the BIOS; later the Multiboot2 information
 */
#pragma once

#define SECTOR_SIZE 512
#define HEADER_SECTOR 1
#define LOADER_SECTOR 4
#define FILES_SECTOR 64

#define BOOT_ADDRESS 0x7c00
#define HEADER_ADDRESS (BOOT_ADDRESS + HEADER_SECTOR * SECTOR_SIZE)
#define LOADER_ADDRESS (BOOT_ADDRESS + LOADER_SECTOR * SECTOR_SIZE)
#define FILES_ADDRESS (BOOT_ADDRESS + FILES_SECTOR * SECTOR_SIZE)
#define BUFFER_ADDRESS 0x10000
#define BUFFER_SECTORS 127      /* some BIOSes read no more at once */

#define PARTITION_TABLE 446     /* its offset in the boot sector */

#define DISK_MAGIC_0 0x6d6d6f43 /* "Comm" */
#define DISK_MAGIC_1 0x31736e6f /* "ons1" */

/* Offsets for the assembly, checked below. */
#define HEADER_CHECKSUM (HEADER_ADDRESS + 8)
#define HEADER_SUMMED (HEADER_ADDRESS + 12)     /* .. FILES_ADDRESS */
#define KERNEL_FILE (HEADER_ADDRESS + 12)
#define INITRD_FILE (HEADER_ADDRESS + 24)
#define FILE_SECTOR 0
#define FILE_SIZE 4

#define MEMORY_MAP_ENTRIES 128
#define MEMORY_MAP_ENTRY_SIZE 24

/* What a loader that gives up writes to QEMU's exit device at port 0xf4. */
#define EXIT_PORT 0xf4
#define EXIT_LOADER_FAILED 124

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct disk_file {
    uint32_t sector;            /* where it starts */
    uint32_t size;              /* in bytes; zeros fill its last sector */
    uint32_t checksum;          /* of its size rounded up to words */
};

struct disk_header {
    uint32_t magic[2];
    uint32_t checksum;          /* of all that follows, up to FILES_SECTOR */
    struct disk_file kernel;
    struct disk_file initrd;
    char command_line[1024];
};

_Static_assert(offsetof(struct disk_header, kernel) ==
               KERNEL_FILE - HEADER_ADDRESS, "KERNEL_FILE");
_Static_assert(offsetof(struct disk_header, initrd) ==
               INITRD_FILE - HEADER_ADDRESS, "INITRD_FILE");
_Static_assert(sizeof(struct disk_header) <=
               LOADER_ADDRESS - HEADER_ADDRESS, "header too long");

/* Rotate and add: cheap enough for a boot sector, and unlike a plain sum it
 * notices words that changed places. */
static inline uint32_t disk_checksum(const void *p, uint32_t size)
{
    const uint32_t *word = p;
    uint32_t sum = 0;

    for (uint32_t n = (size + 3) / 4; n > 0; n--)
        sum = (sum << 1 | sum >> 31) + *word++;
    return sum;
}
#endif
