/* arena.c - memory that goes all at once: a command's tree and arguments are
 * needed until it has run, and not longer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sh/sh.h"

struct block {
    struct block *older;
    max_align_t data[];
};

static struct block *newest;

void *keep(size_t size)
{
    struct block *b = malloc(sizeof(*b) + size);

    if (!b) {
        complain("out of memory");
        exit(2);
    }
    memset(b->data, 0, size);
    b->older = newest;
    newest = b;
    return b->data;
}

char *keep_text(const char *text, size_t length)
{
    char *copy = keep(length + 1);

    memcpy(copy, text, length);
    return copy;
}

void *arena_mark(void)
{
    return newest;
}

void arena_release(void *mark)
{
    while (newest != mark) {
        struct block *older = newest->older;
        free(newest);
        newest = older;
    }
}
