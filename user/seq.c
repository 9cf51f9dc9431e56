/* seq.c - prints the whole numbers from FIRST (or 1) to LAST. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3)
        errx(2, "usage: seq [FIRST] LAST");
    long first = argc == 3 ? atol(argv[1]) : 1, last = atol(argv[argc - 1]);

    for (long n = first; n <= last; n++)
        printf("%ld\n", n);
    return 0;
}
