/*
 * test.c - decides a condition for the shell: status 0 if it holds, 1 if not,
 * 2 if it can't be understood. As `[` it wants a closing `]`.
 *
 *     [ -f FILE ]  -e -d -r -w -x -s too; -n -z STRING; A = B; A != B;
 *     N -eq -ne -lt -le -gt -ge N; ! CONDITION; C -a C; C -o C; ( C )
 *
 * The grammar, from loose to tight, is one function each: or, and, not,
 * primary (POSIX, test).
 */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MISTAKE 2

static char **word;                 /* the next one; NULL at the end */

static bool either(void);

static const char *take(void)
{
    if (!*word)
        errx(MISTAKE, "an argument is missing");
    return *word++;
}

static bool next_is(const char *text)
{
    if (!*word || strcmp(*word, text) != 0)
        return false;
    word++;
    return true;
}

static long number(const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);

    if (*end || end == text)
        errx(MISTAKE, "%s: not a whole number", text);
    return n;
}

static bool is_file(char what, const char *path)
{
    struct stat s;

    if (stat(path, &s) < 0)
        return false;
    switch (what) {
    case 'd': return S_ISDIR(s.st_mode);
    case 'f': return S_ISREG(s.st_mode);
    case 's': return s.st_size > 0;
    case 'r': return access(path, R_OK) == 0;
    case 'w': return access(path, W_OK) == 0;
    case 'x': return access(path, X_OK) == 0;
    default: return true;           /* -e */
    }
}

static bool compare(const char *left, const char *op, const char *right)
{
    if (strcmp(op, "=") == 0)
        return strcmp(left, right) == 0;
    if (strcmp(op, "!=") == 0)
        return strcmp(left, right) != 0;
    long a = number(left), b = number(right);
    if (strcmp(op, "-eq") == 0)
        return a == b;
    if (strcmp(op, "-ne") == 0)
        return a != b;
    if (strcmp(op, "-lt") == 0)
        return a < b;
    if (strcmp(op, "-le") == 0)
        return a <= b;
    if (strcmp(op, "-gt") == 0)
        return a > b;
    return a >= b;
}

static bool is_binary(const char *text)
{
    static const char *const ops[] = { "=", "!=", "-eq", "-ne", "-lt", "-le",
                                       "-gt", "-ge" };

    for (size_t i = 0; text && i < sizeof(ops) / sizeof(ops[0]); i++)
        if (strcmp(text, ops[i]) == 0)
            return true;
    return false;
}

static bool primary(void)
{
    const char *first = take();

    if (is_binary(*word)) {
        const char *op = take();
        return compare(first, op, take());
    }
    if (strcmp(first, "(") == 0) {
        bool inner = either();
        if (!next_is(")"))
            errx(MISTAKE, "a ) is missing");
        return inner;
    }
    bool is_option = first[0] == '-' && first[1] && !first[2] && *word;
    if (is_option && strchr("efdsrwx", first[1]))
        return is_file(first[1], take());
    if (is_option && first[1] == 'n')
        return *take() != '\0';
    if (is_option && first[1] == 'z')
        return *take() == '\0';
    if (is_option && first[1] == 't')
        return isatty(number(take()));
    return *first != '\0';
}

static bool negated(void)
{
    if (*word && word[1] && !is_binary(word[1]) && next_is("!"))
        return !negated();
    return primary();
}

static bool both(void)
{
    bool holds = negated();

    while (next_is("-a"))
        holds &= negated();         /* parsed in any case, so not && */
    return holds;
}

static bool either(void)
{
    bool holds = both();

    while (next_is("-o"))
        holds |= both();
    return holds;
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/');

    if (strcmp(name ? name + 1 : argv[0], "[") == 0 &&
        strcmp(argv[--argc], "]") != 0)
        errx(MISTAKE, "the ] is missing");
    argv[argc] = NULL;
    word = argv + 1;
    if (!*word)
        return 1;
    bool holds = either();
    if (*word)
        errx(MISTAKE, "%s: unexpected", *word);
    return !holds;
}
