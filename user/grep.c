/*
 * grep.c - prints the lines that contain a string.
 *
 *     grep [-v] [-c] [-q] STRING [FILE]...
 *
 * STRING is plain text, as for grep -F. -v: the lines without it; -c: how
 * many; -q: nothing, only the status. It is 0 if there was such a line, else
 * 1; 2 after an error.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool invert, only_count, quiet;
static const char *wanted;

/* How many lines of `f` match. */
static unsigned long search(FILE *f, const char *prefix)
{
    static char line[4096];
    unsigned long found = 0;

    while (fgets(line, sizeof(line), f)) {
        if (!strstr(line, wanted) != invert)
            continue;
        found++;
        if (!only_count && !quiet)
            printf("%s%s%s%s", prefix, *prefix ? ":" : "", line,
                   strchr(line, '\n') ? "" : "\n");
    }
    if (only_count)
        printf("%s%s%lu\n", prefix, *prefix ? ":" : "", found);
    return found;
}

int main(int argc, char **argv)
{
    unsigned long found = 0;
    bool failed = false;
    int option;

    while ((option = getopt(argc, argv, "vcqF")) != -1) {
        invert |= option == 'v';
        only_count |= option == 'c';
        quiet |= option == 'q';
        if (option == '?')
            return 2;
    }
    if (optind == argc)
        errx(2, "usage: grep [-v] [-c] [-q] STRING [FILE]...");
    wanted = argv[optind++];
    if (optind == argc)
        found = search(stdin, "");
    for (int i = optind; i < argc; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f) {
            warn("%s", argv[i]);
            failed = true;
            continue;
        }
        found += search(f, argc - optind > 1 ? argv[i] : "");
        fclose(f);
    }
    return failed ? 2 : found == 0;
}
