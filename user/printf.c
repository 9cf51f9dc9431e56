/*
 * printf.c - prints its arguments as a format says (printf(1)).
 *
 *     printf FORMAT [ARGUMENT]...
 *
 * The format is used again as long as there are arguments. Escapes are those
 * of C; %b is %s with escapes in the argument.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **arguments;            /* those not used yet */
static bool failed;

/* `p` is behind a backslash; the result is behind the escape. */
static const char *print_escape(const char *p)
{
    static const char letters[] = "abfnrtv\\", meant[] = "\a\b\f\n\r\t\v\\";
    const char *letter = *p ? strchr(letters, *p) : NULL;
    char digits[4] = "";

    if (*p >= '0' && *p <= '7') {
        for (int i = 0; i < 3 && *p >= '0' && *p <= '7'; i++)
            digits[i] = *p++;
        putchar(strtol(digits, NULL, 8));
        return p;
    }
    if (!letter) {
        putchar('\\');
        return p;
    }
    putchar(meant[letter - letters]);
    return p + 1;
}

static void print_escaped(const char *p)
{
    while (*p) {
        if (*p == '\\')
            p = print_escape(p + 1);
        else
            putchar(*p++);
    }
}

static const char *next_argument(void)
{
    return *arguments ? *arguments++ : "";
}

static long next_number(void)
{
    const char *text = next_argument();
    char *end;
    long n = strtol(text, &end, 0);

    if (*text == '"' || *text == '\'')
        return (unsigned char)text[1];
    if (*end) {
        fflush(stdout);
        warnx("%s: not a number", text);
        failed = true;
    }
    return n;
}

/* `p` is at a %; the result is behind the conversion. */
static const char *print_conversion(const char *p)
{
    size_t n = 1 + strspn(p + 1, "-+ #0123456789.");
    char format[64], letter = p[n];

    if (n > sizeof(format) - 4)
        errx(1, "%s: too long", p);
    sprintf(format, "%.*s%s%c", (int)n, p, strchr("diouxX", letter) ? "l" : "",
            letter);
    switch (letter) {
    case '%': putchar('%'); break;
    case 'b': print_escaped(next_argument()); break;
    case 's': printf(format, next_argument()); break;
    case 'c':
        sprintf(format, "%.*s.1s", (int)n, p);
        printf(format, next_argument());
        break;
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X': printf(format, next_number()); break;
    default:
        fflush(stdout);
        errx(1, "%s: no such conversion", p);
    }
    return p + n + 1;
}

static void print_once(const char *p)
{
    while (*p) {
        if (*p == '\\')
            p = print_escape(p + 1);
        else if (*p == '%')
            p = print_conversion(p);
        else
            putchar(*p++);
    }
}

int main(int argc, char **argv)
{
    char **before;

    if (argc < 2)
        errx(2, "usage: printf FORMAT [ARGUMENT]...");
    arguments = argv + 2;
    do {
        before = arguments;
        print_once(argv[1]);
    } while (*arguments && arguments > before);
    return failed;
}
