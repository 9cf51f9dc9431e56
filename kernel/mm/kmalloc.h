/*
 * kmalloc.h - memory for the kernel's own structures. Sizes are rounded up to
 * a power of two and the result is aligned to that (16 bytes at least), so a
 * 512-byte object may hold an FXSAVE area. Up to 2 KiB objects share frames;
 * a frame whose last object is freed goes back at once, so that frame counts
 * tell the truth. Bigger ones take whole frames, up to 2 MiB.
 */
#pragma once

#include "lib/types.h"

void kmalloc_init(void);

/* `size` bytes, or NULL when there is no memory. */
void *kmalloc(size_t size);

/* The same, full of zeros. */
void *kzalloc(size_t size);

/* To test what becomes of it: from now on each call asks, and fails if the
 * answer is yes. It costs nothing until then. */
void kmalloc_fail_when(bool (*when)(void));

/* Free what these gave; NULL is allowed. */
void kfree(void *p);

/* Objects now allocated, for the final audit. */
uint64_t kmalloc_objects(void);
