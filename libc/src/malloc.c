/*
 * malloc.c - one list of free blocks, ordered by address, so that neighbours
 * merge (after Kernighan and Ritchie, 8.7); first fit. Big blocks are mappings
 * of their own. Before each block stands its size:
 *
 *   +-----------+------+------------------------+
 *   | size      | next | 16-byte aligned memory |      next: while free
 *   +-----------+------+------------------------+
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEADER sizeof(struct block)
#define MAPPED 1ul                  /* in the size: munmap frees it */
#define BIG (128 * 1024ul)
#define GROW (64 * 1024ul)

struct block {
    size_t size;                    /* with the header, a multiple of 16 */
    struct block *next;
};

static struct block *first_free;

static struct block *end_of(struct block *b)
{
    return (struct block *)((char *)b + b->size);
}

/* Put `b` where its address belongs, merged with what touches it. */
static void give_back(struct block *b)
{
    struct block *before = NULL, *after = first_free;

    while (after && after < b) {
        before = after;
        after = after->next;
    }
    b->next = after;
    if (before)
        before->next = b;
    else
        first_free = b;
    if (after && end_of(b) == after) {
        b->size += after->size;
        b->next = after->next;
    }
    if (before && end_of(before) == b) {
        before->size += b->size;
        before->next = b->next;
    }
}

static int grow(size_t size)
{
    size = (size + GROW - 1) / GROW * GROW;
    struct block *b = sbrk(size);
    if (b == (void *)-1)
        return 0;
    b->size = size;
    give_back(b);
    return 1;
}

static struct block *take(size_t size)
{
    for (struct block **at = &first_free; *at; at = &(*at)->next) {
        struct block *b = *at;
        if (b->size < size)
            continue;
        if (b->size - size < 2 * HEADER) {
            *at = b->next;
        } else {                    /* the rest stays free */
            struct block *rest = (struct block *)((char *)b + size);
            rest->size = b->size - size;
            rest->next = b->next;
            *at = rest;
            b->size = size;
        }
        return b;
    }
    return NULL;
}

static struct block *map_block(size_t size)
{
    size = (size + 4095) & ~4095ul;
    struct block *b = mmap(NULL, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (b == MAP_FAILED)
        return NULL;
    b->size = size | MAPPED;
    return b;
}

void *malloc(size_t wanted)
{
    size_t size = (wanted + HEADER + 15) & ~15ul;
    struct block *b;

    if (wanted > PTRDIFF_MAX - 65536) {
        b = NULL;
    } else if (size >= BIG) {
        b = map_block(size);
    } else {
        b = take(size);
        if (!b && grow(size))
            b = take(size);
    }
    if (!b)
        errno = ENOMEM;
    return b ? b + 1 : NULL;
}

void free(void *p)
{
    struct block *b = (struct block *)p - 1;

    if (!p)
        return;
    if (b->size & MAPPED)
        munmap(b, b->size & ~MAPPED);
    else
        give_back(b);
}

void *calloc(size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    void *p = malloc(total);
    if (p)
        memset(p, 0, total);
    return p;
}

void *realloc(void *old, size_t size)
{
    if (!old)
        return malloc(size);
    size_t had = (((struct block *)old - 1)->size & ~MAPPED) - HEADER;
    if (size <= had && size >= had / 2)
        return old;
    void *p = malloc(size);
    if (p) {
        memcpy(p, old, had < size ? had : size);
        free(old);
    }
    return p;
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t total;

    if (!__builtin_mul_overflow(count, size, &total))
        return realloc(old, total);
    errno = ENOMEM;
    return NULL;
}

/* A block in which the boundary lies, and a header just before it; what is
 * in front becomes free. */
void *aligned_alloc(size_t alignment, size_t size)
{
    if (alignment <= 16)
        return malloc(size);
    if (size >= BIG / 2 || alignment >= BIG / 4) {
        errno = ENOMEM;             /* Simplified: small ones only */
        return NULL;
    }
    struct block *b = malloc(size + alignment + 2 * HEADER);
    if (!b)
        return NULL;
    uintptr_t at = ((uintptr_t)b + 2 * HEADER + alignment - 1) & -alignment;
    struct block *whole = b - 1, *aligned = (struct block *)at - 1;
    aligned->size = (char *)end_of(whole) - (char *)aligned;
    whole->size = (char *)aligned - (char *)whole;
    give_back(whole);
    return (void *)at;
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    *out = aligned_alloc(alignment, size);
    return *out ? 0 : ENOMEM;
}
