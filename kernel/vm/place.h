/*
 * place.h - what an address means beyond its own space: for a shared mapping
 * the object and the offset in it, which are the same in every process that
 * maps it; for private memory the space and the address themselves. A place
 * outlives what it lies in: nothing new is ever there.
 */
#pragma once

#include "vm/space.h"

struct place {
    uint64_t owner;             /* twice the space's id; of an object + 1 */
    uint64_t offset;            /* bytes */
};

/* The place of `va`; with `private`, the space's own even if others share it.
 * 0, or -EFAULT if nothing is mapped there. */
int place_of(struct space *s, vaddr_t va, bool private, struct place *place);

static inline bool place_equal(struct place a, struct place b)
{
    return a.owner == b.owner && a.offset == b.offset;
}
