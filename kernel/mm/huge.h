/*
 * huge.h - huge pages: blocks of 2 MiB set aside at boot (hugepages=N on the
 * command line) for shared memory, so that they can be had when memory has
 * long been cut into small pieces. Whoever may need some later has them
 * promised now.
 */
#pragma once

#include "lib/types.h"

#define HUGE_PAGE_SHIFT 21
#define HUGE_PAGE_SIZE (1ul << HUGE_PAGE_SHIFT)

/* Set `wanted` huge pages aside, or as many as memory allows. */
void huge_init(uint64_t wanted);

/* Give them back to the free frames; the machine ends. */
void huge_shutdown(void);

/* Promise `n` huge pages; 0, or -ENOMEM when not as many are left. */
int huge_promise(uint64_t n);

/* `n` of them are not wanted any more. */
void huge_unpromise(uint64_t n);

/* A huge page of zeros with one reference: one of the `*promised`, or if that
 * is 0 one that is promised to nobody; 0 when there is none. */
paddr_t huge_alloc(uint64_t *promised);

/* Take it back; the reference is the last. */
void huge_free(paddr_t page);

struct huge_counts {
    uint64_t total, free, promised;     /* the promised are not yet taken */
};
struct huge_counts huge_counts(void);
