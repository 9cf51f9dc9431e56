/* wc.c - counts lines, words and bytes. -l -w -c: only those. */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

struct counts {
    unsigned long lines, words, bytes;
};

static bool lines, words, bytes;

static struct counts count(FILE *f)
{
    struct counts n = { 0 };
    bool in_word = false;
    int c;

    while ((c = getc(f)) != EOF) {
        n.bytes++;
        n.lines += c == '\n';
        n.words += !in_word && !isspace(c);
        in_word = !isspace(c);
    }
    return n;
}

static void print(const struct counts *n, const char *name)
{
    if (lines)
        printf("%7lu ", n->lines);
    if (words)
        printf("%7lu ", n->words);
    if (bytes)
        printf("%7lu ", n->bytes);
    printf("%s\n", name);
}

int main(int argc, char **argv)
{
    struct counts n, total = { 0 };
    int option, failed = 0;

    while ((option = getopt(argc, argv, "lwc")) != -1) {
        lines |= option == 'l';
        words |= option == 'w';
        bytes |= option == 'c';
        if (option == '?')
            return 2;
    }
    if (!lines && !words && !bytes)
        lines = words = bytes = true;
    if (optind == argc) {
        n = count(stdin);
        print(&n, "");
    }
    for (int i = optind; i < argc; i++) {
        FILE *f = fopen(argv[i], "r");
        if (!f) {
            warn("%s", argv[i]);
            failed = 1;
            continue;
        }
        n = count(f);
        fclose(f);
        print(&n, argv[i]);
        total.lines += n.lines;
        total.words += n.words;
        total.bytes += n.bytes;
    }
    if (argc - optind > 1)
        print(&total, "total");
    return failed;
}
