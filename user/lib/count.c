/* count.c - see count.h. */
#include "lib/count.h"
#include <ctype.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct count count_read(int argc, char **argv)
{
    struct count c = { .number = 10 };
    const char *text = NULL;
    char *end;
    int option;

    if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
        text = argv[1] + 1;
        optind = 2;
    }
    while ((option = getopt(argc, argv, "n:c:")) != -1) {
        if (option == '?')
            errx(2, "usage: [-n LINES | -c BYTES] [FILE]...");
        c.bytes = option == 'c';
        text = optarg;
    }
    if (!text)
        return c;
    c.from_start = *text == '+';
    c.number = labs(strtol(text, &end, 10));
    if (*end || end == text)
        errx(2, "%s: not a number", text);
    return c;
}
