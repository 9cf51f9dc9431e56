/* format.h - formatting apart from where the text goes, and comes from. */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/* Takes a piece of the text. */
typedef void format_sink(void *out, const char *text, size_t n);

/* printf's work; the length of the whole text. */
int __format(format_sink *sink, void *out, const char *fmt, va_list args);

/* The next character or EOF; `back` lets it be read again. */
struct scan_source {
    int (*next)(void *from);
    void (*back)(int c, void *from);
    void *from;
};

/* scanf's work. */
int __scan(struct scan_source *in, const char *fmt, va_list args);
