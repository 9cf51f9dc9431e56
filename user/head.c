/*
 * head.c - prints the first lines of files or of standard input.
 *
 *     head [-n LINES | -LINES | -c BYTES] [FILE]...       10 lines
 */
#include <err.h>
#include <stdio.h>
#include <unistd.h>
#include "lib/count.h"

static void head(FILE *f, struct count n)
{
    int c;

    while (n.number > 0 && (c = getc(f)) != EOF) {
        putchar(c);
        n.number -= n.bytes || c == '\n';
    }
}

int main(int argc, char **argv)
{
    struct count n = count_read(argc, argv);

    if (optind == argc)
        head(stdin, n);
    for (int i = optind; i < argc; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f)
            err(1, "%s", argv[i]);
        head(f, n);
        fclose(f);
    }
    return 0;
}
