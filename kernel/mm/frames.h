/*
 * frames.h - physical memory in frames of 4 KiB: who has which, and how many
 * references (page-table entries and explicit holds) each one has.
 *
 * Every frame of RAM has a record, whose owner kind says what it is used for.
 * A freed frame begins with junk (with DEBUG=1 it is filled with it), so that
 * stale pointers die loudly; a frame that a user will see is always zeroed
 * first. frames_count() lets
 * anybody check that what was taken has come back.
 */
#pragma once

#include "lib/types.h"

enum frame_owner {
    FRAME_RESERVED,     /* not RAM, firmware's, or below 1 MiB */
    FRAME_FREE,
    FRAME_KERNEL,       /* the kernel's image and the frame records */
    FRAME_RAMDISK,      /* the initial RAM disk as the loader placed it */
    FRAME_TABLE,        /* a page table of an address space or an object;
                           all its entries are clear when it is freed */
    FRAME_STACK,        /* a kernel stack */
    FRAME_HEAP,         /* kmalloc */
    FRAME_USER,         /* private page of a process */
    FRAME_SEGMENT,      /* page of a shared-memory segment */
    FRAME_FILE,         /* page of a file */
    FRAME_OWNERS
};

#define FRAME_MAX_ORDER 9   /* 2^9 frames = 2 MiB, the biggest block */

extern const char *const frame_owner_names[FRAME_OWNERS];

/*
 * Take 2^order frames, contiguous and aligned to their size, with one
 * reference on the first. Content is junk. Returns 0 when there is no memory
 * (0 is never a frame that can be had).
 */
paddr_t frames_alloc(int order, enum frame_owner owner);

/* One frame, filled with zeros, one reference; 0 when there is no memory. */
paddr_t frame_alloc_zeroed(enum frame_owner owner);

/* To test what becomes of it: from now on each allocation asks, and fails if
 * the answer is yes. It costs nothing until then. */
void frames_fail_when(bool (*when)(void));

/* One more reference to an allocated frame. */
void frame_get(paddr_t frame);

/* One reference less; with the last the frame (or block) is free again. */
void frame_put(paddr_t frame);

uint32_t frame_refs(paddr_t frame);
enum frame_owner frame_owner(paddr_t frame);

/* Frames now in use for `owner`; FRAME_FREE counts the free ones. */
uint64_t frames_count(enum frame_owner owner);

/* All frames of RAM, and those not free. */
uint64_t frames_total(void);
uint64_t frames_used(void);

/* Is this the address of a frame of RAM that the kernel manages? */
bool frame_is_ram(paddr_t frame);

/* Build the records and free the memory below 4 GiB, which is what the boot
 * tables map; then, once the kernel map stands (mm/kmap.h), the rest. */
void frames_init(void);
void frames_init_high(void);

/* Give memory that was set aside at boot to the free frames: the RAM disk,
 * once it is unpacked. */
void frames_release_range(paddr_t start, paddr_t end, enum frame_owner was);
