/*
 * elf.h - loading an executable file (System V ABI, chapters 4 and 5; AMD64
 * supplement). Static programs, at fixed addresses or position-independent.
 */
#pragma once

#include "lib/types.h"

struct inode;
struct space;

struct elf_image {
    vaddr_t entry;
    vaddr_t headers;            /* where the program headers lie, or 0 */
    uint16_t header_count;
};

/* Map the segments of the file into an empty space and set its heap's start;
 * 0, -ENOEXEC for a file that isn't a sound executable, -ENOMEM. */
int elf_load(struct inode *file, struct space *s, struct elf_image *image);
