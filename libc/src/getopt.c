/* getopt.c - options of a command (getopt(3)). Simplified: options end at the
 * first word that isn't one. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt;
static const char *letter = "";     /* the next one in a word like -abc */

static int complain(const char *program, int silent, const char *what, int c)
{
    optopt = c;
    if (opterr && !silent)
        fprintf(stderr, "%s: %s -- '%c'\n", program, what, c);
    return '?';
}

/* The argument of an option: the rest of its word, or the next word. */
static int take_argument(int argc, char *const argv[])
{
    if (*letter)
        optarg = (char *)letter;
    else if (optind < argc)
        optarg = argv[optind++];
    else
        return 0;
    letter = "";
    return 1;
}

int getopt(int argc, char *const argv[], const char *options)
{
    int silent = *options == ':';

    if (optind == 0) {
        optind = 1;
        letter = "";
    }
    if (!*letter) {
        if (optind >= argc || argv[optind][0] != '-' || !argv[optind][1])
            return -1;
        letter = argv[optind++] + 1;
        if (strcmp(letter, "-") == 0) {
            letter = "";
            return -1;
        }
    }
    int c = *letter++;
    const char *found = c == ':' ? NULL : strchr(options, c);
    optarg = NULL;
    if (!found)
        return complain(argv[0], silent, "invalid option", c);
    if (found[1] == ':' && !(found[2] == ':' && !*letter) &&
        !take_argument(argc, argv)) {
        complain(argv[0], silent, "option requires an argument", c);
        return silent ? ':' : '?';
    }
    return c;
}

static int long_option(int argc, char *const argv[], const struct option *o,
                       const char *value)
{
    optarg = (char *)value;
    if (o->has_arg == required_argument && !value) {
        if (optind == argc) {
            fprintf(stderr, "%s: option '--%s' requires an argument\n", argv[0],
                    o->name);
            return '?';
        }
        optarg = argv[optind++];
    }
    if (!o->flag)
        return o->val;
    *o->flag = o->val;
    return 0;
}

int getopt_long(int argc, char *const argv[], const char *options,
                const struct option *longs, int *index)
{
    if (*letter || optind >= argc || strncmp(argv[optind], "--", 2) != 0 ||
        !argv[optind][2])
        return getopt(argc, argv, options);
    const char *name = argv[optind++] + 2;
    size_t n = strcspn(name, "=");
    for (const struct option *o = longs; o->name; o++)
        if (strncmp(o->name, name, n) == 0 && !o->name[n]) {
            if (index)
                *index = o - longs;
            return long_option(argc, argv, o, name[n] ? name + n + 1 : NULL);
        }
    fprintf(stderr, "%s: unrecognized option '--%s'\n", argv[0], name);
    return '?';
}
