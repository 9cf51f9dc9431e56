/*
 * tail.c - prints the last lines of files or of standard input.
 *
 *     tail [-n LINES | -LINES | -c BYTES] [FILE]...       10 lines
 *
 * With +N instead of N: from the Nth line or byte on.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "lib/count.h"

struct text {
    char *bytes;
    size_t size, room;
};

static void read_all(FILE *f, struct text *t)
{
    size_t n;

    t->size = 0;
    do {
        if (t->room - t->size < 4096) {
            t->room = 2 * t->room + 8192;
            t->bytes = realloc(t->bytes, t->room);
            if (!t->bytes)
                errx(1, "out of memory");
        }
        n = fread(t->bytes + t->size, 1, t->room - t->size, f);
        t->size += n;
    } while (n > 0);
}

/* Where what is wanted begins. */
static size_t skipped(const struct text *t, struct count n)
{
    size_t at = n.from_start ? 0 : t->size;

    if (n.from_start)
        for (long left = n.number - 1; left > 0 && at < t->size; at++)
            left -= n.bytes || t->bytes[at] == '\n';
    else                            /* the last newline ends, begins nothing */
        for (long left = n.number; at > 0; at--) {
            if (at < t->size && (n.bytes || t->bytes[at - 1] == '\n'))
                left--;
            if (left == 0)
                break;
        }
    return at;
}

static void tail(FILE *f, struct count n)
{
    static struct text t;

    read_all(f, &t);
    size_t from = skipped(&t, n);
    fwrite(t.bytes + from, 1, t.size - from, stdout);
}

int main(int argc, char **argv)
{
    struct count n = count_read(argc, argv);

    if (optind == argc)
        tail(stdin, n);
    for (int i = optind; i < argc; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f)
            err(1, "%s", argv[i]);
        tail(f, n);
        fclose(f);
    }
    return 0;
}
