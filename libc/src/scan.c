/* scan.c - scanf's conversions (C11 7.21.6.2). */
#include "format.h"
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 128

struct scan {
    struct scan_source *in;
    int count;                      /* characters taken */
};

static int get(struct scan *s)
{
    int c = s->in->next(s->in->from);

    s->count += c != EOF;
    return c;
}

static void unget(struct scan *s, int c)
{
    if (c == EOF)
        return;
    s->in->back(c, s->in->from);
    s->count--;
}

static int skip_space(struct scan *s)
{
    int c;

    do
        c = get(s);
    while (c != EOF && isspace(c));
    unget(s, c);
    return c;
}

/* Collect what may be a number; strtol() and strtod() judge it. */
static int collect(struct scan *s, const char *allowed, int width, char *text)
{
    int n = 0, c;

    while (n < width && (c = get(s)) != EOF) {
        int sign = (c == '+' || c == '-') && n > 0 &&
                   tolower(text[n - 1]) != 'e';
        if (!strchr(allowed, tolower(c)) || sign) {
            unget(s, c);
            break;
        }
        text[n++] = c;
    }
    text[n] = '\0';
    return n;
}

static void store_integer(void *to, int size, long value)
{
    switch (size) {
    case -2: *(char *)to = value; break;
    case -1: *(short *)to = value; break;
    case 0: *(int *)to = value; break;
    default: *(long *)to = value;
    }
}

static int scan_integer(struct scan *s, char conversion, int width, int size,
                        void *to)
{
    int base = conversion == 'i' ? 0 : conversion == 'o' ? 8 :
               strchr("xXp", conversion) ? 16 : 10;
    const char *allowed = base == 16 || base == 0 ? "+-0123456789abcdefx"
                                                  : "+-0123456789";
    char text[TEXT_MAX + 1], *end;

    if (collect(s, allowed, width, text) == 0)
        return 0;
    unsigned long value = strchr("di", conversion)
                              ? (unsigned long)strtol(text, &end, base)
                              : strtoul(text, &end, base);
    for (char *c = text + strlen(text); c > end; c--)
        unget(s, c[-1]);
    if (end == text)
        return 0;
    if (to)
        store_integer(to, conversion == 'p' ? 1 : size, value);
    return 1;
}

static int scan_float(struct scan *s, int width, int size, void *to)
{
    char text[TEXT_MAX + 1], *end;

    if (collect(s, "+-0123456789.e", width, text) == 0)
        return 0;
    double value = strtod(text, &end);
    for (char *c = text + strlen(text); c > end; c--)
        unget(s, c[-1]);
    if (end == text)
        return 0;
    if (to && size > 0)
        *(double *)to = value;
    else if (to)
        *(float *)to = value;
    return 1;
}

/* The set of %[...]: 256 flags; returns the format behind it. */
static const char *read_set(const char *fmt, char set[256])
{
    int invert = *fmt == '^';

    memset(set, invert, 256);
    fmt += invert;
    do {
        unsigned char from = *fmt++, to = from;
        if (fmt[0] == '-' && fmt[1] && fmt[1] != ']') {
            to = fmt[1];
            fmt += 2;
        }
        for (int c = from; c <= to; c++)
            set[c] = !invert;
    } while (*fmt && *fmt != ']');
    return fmt + (*fmt == ']');
}

static int scan_text(struct scan *s, const char set[256], int width, char *to,
                     int terminate)
{
    int n = 0, c = 0;

    while (n < width && (c = get(s)) != EOF) {
        if (!set[c]) {
            unget(s, c);
            break;
        }
        if (to)
            to[n] = c;
        n++;
    }
    if (to && terminate && n > 0)
        to[n] = '\0';
    return n > 0;
}

static void set_of_words(char set[256])
{
    for (int c = 0; c < 256; c++)
        set[c] = !isspace(c);
}

int __scan(struct scan_source *in, const char *fmt, va_list args)
{
    struct scan s = { in, 0 };
    char set[256];
    int done = 0, ok = 1;

    while (*fmt && ok) {
        if (isspace((unsigned char)*fmt)) {
            skip_space(&s);
            fmt++;
            continue;
        }
        if (*fmt != '%' || fmt[1] == '%') {
            if (*fmt == '%')
                fmt++;
            int c = get(&s);
            ok = c == (unsigned char)*fmt++;
            if (!ok) {
                unget(&s, c);
                return done || c != EOF ? done : EOF;
            }
            continue;
        }
        fmt++;
        int discard = *fmt == '*', width = 0, size = 0;
        fmt += discard;
        for (; isdigit((unsigned char)*fmt); fmt++)
            width = width * 10 + (*fmt - '0');
        for (; strchr("hlzjtL", *fmt) && *fmt; fmt++)
            size += *fmt == 'h' ? -1 : 1;
        char conversion = *fmt++;
        if (!strchr("c[n", conversion) && skip_space(&s) == EOF)
            return done ? done : EOF;
        void *to = discard ? NULL : va_arg(args, void *);
        int limit = width && width < TEXT_MAX ? width : TEXT_MAX;
        switch (conversion) {
        case 'n':
            store_integer(to, size, s.count);
            continue;
        case 'c':
            memset(set, 1, 256);
            ok = scan_text(&s, set, width ? width : 1, to, 0);
            break;
        case 's':
            set_of_words(set);
            ok = scan_text(&s, set, width ? width : INT32_MAX, to, 1);
            break;
        case '[':
            fmt = read_set(fmt, set);
            ok = scan_text(&s, set, width ? width : INT32_MAX, to, 1);
            break;
        case 'a': case 'e': case 'f': case 'g': case 'E': case 'G':
            ok = scan_float(&s, limit, size, to);
            break;
        default:
            ok = scan_integer(&s, conversion, limit, size, to);
        }
        if (!ok && done == 0) {
            int c = get(&s);
            unget(&s, c);
            return c == EOF ? EOF : 0;
        }
        done += ok && !discard;
    }
    return done;
}
