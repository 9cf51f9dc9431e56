/*
 * object.h - a memory object: pages that several mappings share. A file's
 * content, a shared-memory segment and a MAP_SHARED|MAP_ANONYMOUS mapping are
 * objects; private memory is not, it lives in the page tables of its process.
 *
 * The pages are kept in a tree of page tables in the hardware's own format,
 * as high as the size asks for, entered by the same walk and the same
 * pte_set() as address spaces. A page comes into being, zeroed, when it is
 * first asked for. Processes may link the tables into their own (vm/link.c).
 * The pages of a huge object are blocks of 2 MiB (mm/huge.h), which entries of
 * level 2 map; indices and counts are in pages of 4 KiB all the same.
 */
#pragma once

#include "cpu/spinlock.h"
#include "mm/frames.h"
#include "mm/pt.h"

struct object {
    struct spinlock lock;
    uint64_t id;                /* never given twice */
    uint32_t refs;              /* [lock] mappings, files, segments that hold it */
    uint8_t owner;              /* FRAME_FILE, FRAME_SEGMENT, FRAME_USER */
    uint8_t page_level;         /* of the entries of its pages: 1, huge: 2 */
    uint8_t link_level;         /* of entries that may lead to its tables: 2
                                   to leaf tables, 3 to those above; 1, the
                                   pages', for files, which can shrink */
    uint64_t pages;             /* [lock] its length; grows for files */
    uint64_t resident;          /* [lock] pages that have a frame */
    uint64_t promised;          /* [lock] huge pages that it is sure to get */
    struct pt pt;               /* [lock] offset -> frame */
};

/* A new object of `pages` pages with one reference, or NULL. */
struct object *object_create(enum frame_owner owner, uint64_t pages);

/* The same with huge pages, the last of them a whole one; `promise`: NULL also
 * if there are not enough. */
struct object *object_create_huge(enum frame_owner owner, uint64_t pages,
                                  bool promise);

static inline uint64_t object_page_size(const struct object *o)
{
    return pt_span(o->page_level);
}

void object_get(struct object *o);

/* Drop a reference; the last one frees all pages. */
void object_put(struct object *o);

/*
 * The frame of page `index`, allocated and zeroed if `create`; no reference
 * is added: it stays valid while the object holds it. Returns 0 when index is
 * beyond the end, the page is absent and !create, or memory is out.
 */
paddr_t object_frame(struct object *o, uint64_t index, bool create);

/* Make page `index` exist; unless `frame` is NULL its frame goes there, the
 * first of a huge page, with a reference for the caller. 0, -ENOMEM, or -EIO:
 * beyond the end, or no huge page is left. */
int object_page(struct object *o, uint64_t index, paddr_t *frame);

/* The table of `level` for byte `offset`, with one more reference, or 0. */
paddr_t object_table(struct object *o, uint64_t offset, int level);

/* Change the length of a file; pages beyond it are freed. 0 or -ENOMEM. */
int object_resize(struct object *o, uint64_t pages);

/* Fill `count` pages from `first` on with zeros, those that there are. */
void object_zero(struct object *o, uint64_t first, uint64_t count);

/* Copy `n` bytes of one page, if it is there. */
bool object_peek(struct object *o, uint64_t offset, void *to, size_t n);

/* Copy between an object and kernel memory at byte `offset`; the range must
 * lie within the object's pages. Holes read as zeros. 0 or -ENOMEM. */
int object_read(struct object *o, uint64_t offset, void *to, size_t n);
int object_write(struct object *o, uint64_t offset, const void *from, size_t n);
