/*
 * kmap.h - the kernel's own half of every address space, as drawn in
 * layout.h, and the kernel stacks in it.
 */
#pragma once

#include "mm/pt.h"

extern struct pt kernel_pt;

/* Build the map from the table in kmap.c and switch to it; the boot tables
 * are of no use afterwards. */
void kmap_init(void);

/* Copy the kernel half into the new root table of an address space. */
void kmap_share(struct pt *pt);

/* Take it out again, before the root is freed; no processor has it loaded. */
void kmap_unshare(struct pt *pt);

/* A kernel stack above an unmapped guard page; returns its top (16-byte
 * aligned), 0 when there is no memory. */
vaddr_t kstack_alloc(void);

/* Free the stack with that top, which nobody runs on any more. */
void kstack_free(vaddr_t top);
