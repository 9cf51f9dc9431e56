/* printf.c - formatted text to streams, strings and descriptors, and back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "format.h"

static void to_stream(void *out, const char *text, size_t n)
{
    fwrite(text, 1, n, out);
}

/* Pieces are gathered, since an unbuffered stream would write each alone. */
struct gathered {
    FILE *stream;
    size_t used;
    char text[512];
};

static void gather(void *out, const char *text, size_t n)
{
    struct gathered *g = out;

    if (n > sizeof(g->text) - g->used) {
        to_stream(g->stream, g->text, g->used);
        g->used = 0;
    }
    if (n > sizeof(g->text)) {
        to_stream(g->stream, text, n);
        return;
    }
    memcpy(g->text + g->used, text, n);
    g->used += n;
}

int vfprintf(FILE *f, const char *fmt, va_list args)
{
    struct gathered g = { f, 0, "" };
    int had_error = ferror(f);
    int n = __format(gather, &g, fmt, args);

    to_stream(f, g.text, g.used);
    return !had_error && ferror(f) ? -1 : n;
}

struct string_out {
    char *at, *end;
};

static void to_string(void *out, const char *text, size_t n)
{
    struct string_out *s = out;
    size_t room = s->end - s->at;

    n = n < room ? n : room;
    memcpy(s->at, text, n);
    s->at += n;
}

int vsnprintf(char *to, size_t size, const char *fmt, va_list args)
{
    char nothing;
    struct string_out s = { size ? to : &nothing,
                            size ? to + size - 1 : &nothing };
    int n = __format(to_string, &s, fmt, args);

    *s.at = '\0';
    return n;
}

int vsprintf(char *to, const char *fmt, va_list args)
{
    struct string_out s = { to, (char *)-1l };
    int n = __format(to_string, &s, fmt, args);

    *s.at = '\0';
    return n;
}

int vasprintf(char **to, const char *fmt, va_list args)
{
    int n = vsnprintf(NULL, 0, fmt, args);

    *to = n < 0 ? NULL : malloc(n + 1);
    return *to ? vsnprintf(*to, n + 1, fmt, args) : -1;
}

int vdprintf(int fd, const char *fmt, va_list args)
{
    char *text;
    int n = vasprintf(&text, fmt, args);

    if (n < 0)
        return -1;
    n = write(fd, text, n);
    free(text);
    return n;
}

int vprintf(const char *fmt, va_list args)
{
    return vfprintf(stdout, fmt, args);
}

#define FORWARD(call) \
    va_list args; \
    va_start(args, fmt); \
    int n = call; \
    va_end(args); \
    return n

int printf(const char *fmt, ...)
{
    FORWARD(vfprintf(stdout, fmt, args));
}

int fprintf(FILE *f, const char *fmt, ...)
{
    FORWARD(vfprintf(f, fmt, args));
}

int dprintf(int fd, const char *fmt, ...)
{
    FORWARD(vdprintf(fd, fmt, args));
}

int sprintf(char *to, const char *fmt, ...)
{
    FORWARD(vsprintf(to, fmt, args));
}

int snprintf(char *to, size_t size, const char *fmt, ...)
{
    FORWARD(vsnprintf(to, size, fmt, args));
}

int asprintf(char **to, const char *fmt, ...)
{
    FORWARD(vasprintf(to, fmt, args));
}

/* --- scanf ---------------------------------------------------------------- */

static int stream_next(void *from)
{
    return fgetc(from);
}

static void stream_back(int c, void *from)
{
    ungetc(c, from);
}

int vfscanf(FILE *f, const char *fmt, va_list args)
{
    struct scan_source in = { stream_next, stream_back, f };

    return __scan(&in, fmt, args);
}

static int string_next(void *from)
{
    const char **at = from;

    return **at ? (unsigned char)*(*at)++ : EOF;
}

static void string_back(int c, void *from)
{
    (void)c;
    (*(const char **)from)--;
}

int vsscanf(const char *text, const char *fmt, va_list args)
{
    struct scan_source in = { string_next, string_back, &text };

    return __scan(&in, fmt, args);
}

int vscanf(const char *fmt, va_list args)
{
    return vfscanf(stdin, fmt, args);
}

int scanf(const char *fmt, ...)
{
    FORWARD(vfscanf(stdin, fmt, args));
}

int fscanf(FILE *f, const char *fmt, ...)
{
    FORWARD(vfscanf(f, fmt, args));
}

int sscanf(const char *text, const char *fmt, ...)
{
    FORWARD(vsscanf(text, fmt, args));
}
