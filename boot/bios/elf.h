/* elf.h - the parts of a 64-bit ELF file that a loader looks at (System V
 * ABI, chapters 4 and 5). Also used by tools/mkimage.c. */
#pragma once

#include <stdint.h>

#define ELF_MAGIC 0x464c457f            /* 0x7f "ELF" */
#define ELF_CLASS_64 2
#define ELF_LITTLE_ENDIAN 1
#define ELF_EXECUTABLE 2
#define ELF_X86_64 62
#define ELF_LOAD 1

struct elf_header {
    uint32_t magic;
    uint8_t class, data, version, abi, zeros[8];
    uint16_t type, machine;
    uint32_t version_again;
    uint64_t entry;                     /* virtual address */
    uint64_t segments_at, sections_at;  /* offsets in the file */
    uint32_t flags;
    uint16_t header_size, segment_size, segments;
    uint16_t section_size, sections, section_names;
};
_Static_assert(sizeof(struct elf_header) == 64, "struct elf_header");

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset;                    /* in the file */
    uint64_t virtual, physical;         /* addresses */
    uint64_t file_size, memory_size;
    uint64_t align;
};
_Static_assert(sizeof(struct elf_segment) == 56, "struct elf_segment");
