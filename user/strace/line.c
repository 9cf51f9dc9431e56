/* line.c - lines of output. See strace.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "strace/strace.h"

#define RESULT_COLUMN 40        /* as Linux's strace has it */

FILE *out;
static const struct traced *owner;      /* of the line that is open */
static bool is_open;
static const char *between = "";
static int column;

static void put_as_is(const char *text)
{
    const char *newline = strrchr(text, '\n');

    column = newline ? (int)strlen(newline + 1) : column + (int)strlen(text);
    fputs(text, out);
}

static void put_text(const char *text)
{
    if (!*text)
        return;
    put_as_is(between);
    between = "";
    put_as_is(text);
}

void put_between(const char *text)
{
    between = text;
}

void put(const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    put_text(text);
}

void put_column(void)
{
    if (column < RESULT_COLUMN)
        put("%*s", RESULT_COLUMN - column, "");
}

void line_end(void)
{
    put_text("\n");
    is_open = false;
}

/* Whose line it is stands there only where it could be another's. */
static void put_prefix(const struct traced *p)
{
    if (!p)
        put("strace: ");
    else if (options.to_file && options.follow)
        put("%-5d ", p->pid);
    else if (!options.to_file && traced->next)
        put("[pid %5d] ", p->pid);
}

void line_begin(const struct traced *p)
{
    if (is_open)
        put(" <unfinished ...>\n");
    is_open = true;
    owner = p;
    put_prefix(p);
}

bool line_is_of(const struct traced *p)
{
    return is_open && owner == p;
}

static void keep_for_later(struct traced *p, const char *text)
{
    size_t length = p->later ? strlen(p->later) : 0;
    char *longer = realloc(p->later, length + strlen(text) + 2);

    if (!longer)
        return;                 /* without memory it isn't shown */
    sprintf(longer + length, "%s\n", text);
    p->later = longer;
}

void line_of(struct traced *p, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (p->in_call) {
        keep_for_later(p, text);
        return;
    }
    line_begin(p);
    put_text(text);
    line_end();
}

void line_show_later(struct traced *p)
{
    char *rest = p->later, *line;

    while ((line = strsep(&rest, "\n")) && *line) {
        line_begin(p);
        put_text(line);
        line_end();
    }
    free(p->later);
    p->later = NULL;
}
