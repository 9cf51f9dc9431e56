/*
 * grep.c - prints the lines that match a pattern.
 *
 *     grep [-ivcqnF] PATTERN [FILE]...
 *
 * In PATTERN . is any character, [a-z] one of these, [^a-z] one of all others,
 * X* any number of X, ^ and $ the ends of the line, and \ takes the meaning
 * away. -F: none of these means anything. -i: case neither. -v: the lines that
 * don't match; -n: with their numbers; -c: how many; -q: nothing, only the
 * status. That is 0 if there was such a line, else 1; 2 after an error.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool plain, ignore_case, invert, only_count, quiet, numbers;
static char *pattern;

/* --- matching -------------------------------------------------------------- */

/* The length of what stands for one character. */
static size_t item_length(const char *p)
{
    if (*p == '\\' && p[1])
        return 2;
    if (*p != '[')
        return 1;
    const char *end = strchr(p + (p[1] == '^') + 2, ']');
    return end ? (size_t)(end - p) + 1 : 1;
}

static bool in_set(const char *p, const char *end, char c)
{
    bool found = false;

    for (; p < end; p++) {
        if (p + 2 < end && p[1] == '-') {
            found |= p[0] <= c && c <= p[2];
            p += 2;
        } else {
            found |= *p == c;
        }
    }
    return found;
}

static bool item_matches(const char *p, size_t length, char c)
{
    if (c == '\0')
        return false;
    if (*p == '[' && length > 1) {
        bool other = p[1] == '^';
        return in_set(p + 1 + other, p + length - 1, c) != other;
    }
    return length == 2 ? p[1] == c : *p == '.' || *p == c;
}

static bool matches_here(const char *p, const char *text)
{
    while (*p) {
        if (strcmp(p, "$") == 0)
            return *text == '\0';
        size_t n = item_length(p);
        if (p[n] == '*') {
            while (!matches_here(p + n + 1, text))
                if (!item_matches(p, n, *text++))
                    return false;
            return true;
        }
        if (!item_matches(p, n, *text++))
            return false;
        p += n;
    }
    return true;
}

static bool matches(const char *text)
{
    if (plain)
        return strstr(text, pattern);
    if (*pattern == '^')
        return matches_here(pattern + 1, text);
    do
        if (matches_here(pattern, text))
            return true;
    while (*text++);
    return false;
}

static void to_lower(char *text)
{
    for (; *text; text++)
        *text = tolower((unsigned char)*text);
}

/* --- lines ----------------------------------------------------------------- */

static bool is_wanted(const char *line)
{
    static char copy[4096];

    if (!ignore_case)
        return matches(line) != invert;
    strcpy(copy, line);
    to_lower(copy);
    return matches(copy) != invert;
}

/* How many lines of `f` are wanted. */
static unsigned long search(FILE *f, const char *name)
{
    static char line[4096];
    const char *colon = *name ? ":" : "";
    unsigned long found = 0, number = 0;

    while (fgets(line, sizeof(line), f)) {
        line[strcspn(line, "\n")] = '\0';
        number++;
        if (!is_wanted(line))
            continue;
        found++;
        if (only_count || quiet)
            continue;
        printf("%s%s", name, colon);
        if (numbers)
            printf("%lu:", number);
        puts(line);
    }
    if (only_count)
        printf("%s%s%lu\n", name, colon, found);
    return found;
}

int main(int argc, char **argv)
{
    unsigned long found = 0;
    bool failed = false;
    int option;

    while ((option = getopt(argc, argv, "ivcqnF")) != -1) {
        ignore_case |= option == 'i';
        invert |= option == 'v';
        only_count |= option == 'c';
        quiet |= option == 'q';
        numbers |= option == 'n';
        plain |= option == 'F';
        if (option == '?')
            return 2;
    }
    if (optind == argc)
        errx(2, "usage: grep [-ivcqnF] PATTERN [FILE]...");
    pattern = argv[optind++];
    if (ignore_case)
        to_lower(pattern);
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
