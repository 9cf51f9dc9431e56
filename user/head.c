/* head.c - prints the first lines of a file or of standard input, 10 unless
 * -n says otherwise. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void head(FILE *f, long lines)
{
    int c;

    while (lines > 0 && (c = getc(f)) != EOF) {
        putchar(c);
        lines -= c == '\n';
    }
}

int main(int argc, char **argv)
{
    long lines = 10;
    int option;

    while ((option = getopt(argc, argv, "n:")) != -1) {
        if (option == '?')
            return 2;
        lines = atol(optarg);
    }
    if (optind == argc)
        head(stdin, lines);
    for (int i = optind; i < argc; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f)
            err(1, "%s", argv[i]);
        head(f, lines);
        fclose(f);
    }
    return 0;
}
