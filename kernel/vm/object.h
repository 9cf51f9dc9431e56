/*
 * object.h - a memory object: pages that several mappings share. A file's
 * content, a shared-memory segment and a MAP_SHARED|MAP_ANONYMOUS mapping are
 * objects; private memory is not, it lives in the page tables of its process.
 *
 * The pages are kept in a tree of page tables in the hardware's own format,
 * as high as the size asks for, entered by the same walk and the same
 * pte_set() as address spaces. A page comes into being, zeroed, when it is
 * first asked for. Processes may link the tables into their own (vm/link.c).
 */
#pragma once

#include "cpu/spinlock.h"
#include "mm/frames.h"
#include "mm/pt.h"

struct object {
    struct spinlock lock;
    uint32_t refs;              /* [lock] mappings, files, segments that hold it */
    enum frame_owner owner;     /* FRAME_FILE, FRAME_SEGMENT, FRAME_USER */
    uint64_t pages;             /* [lock] its length; grows for files */
    uint64_t resident;          /* [lock] pages that have a frame */
    struct pt pt;               /* [lock] offset -> frame */
    int link_level;             /* of entries that may lead to its tables: 2
                                   to leaf tables, 3 to those above; 1: none,
                                   since files can shrink */
};

/* A new object of `pages` pages with one reference, or NULL. */
struct object *object_create(enum frame_owner owner, uint64_t pages);

void object_get(struct object *o);

/* Drop a reference; the last one frees all pages. */
void object_put(struct object *o);

/*
 * The frame of page `index`, allocated and zeroed if `create`; no reference
 * is added: it stays valid while the object holds it. Returns 0 when index is
 * beyond the end, the page is absent and !create, or memory is out.
 */
paddr_t object_frame(struct object *o, uint64_t index, bool create);

/* Make page `index` exist; unless `frame` is NULL its frame goes there, with
 * a reference for the caller. 0, -EIO (beyond the end) or -ENOMEM. */
int object_page(struct object *o, uint64_t index, paddr_t *frame);

/* The table of `level` for byte `offset`, with one more reference, or 0. */
paddr_t object_table(struct object *o, uint64_t offset, int level);

/* Change the length of a file; pages beyond it are freed. 0 or -ENOMEM. */
int object_resize(struct object *o, uint64_t pages);

/* Copy between an object and kernel memory at byte `offset`; the range must
 * lie within the object's pages. Holes read as zeros. 0 or -ENOMEM. */
int object_read(struct object *o, uint64_t offset, void *to, size_t n);
int object_write(struct object *o, uint64_t offset, const void *from, size_t n);
