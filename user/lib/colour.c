/* colour.c - see colour.h. */
#include "lib/colour.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_wanted(void)
{
    const char *no = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) && (!no || !*no);
}

const char *colour(const char *code)
{
    static char ring[8][12];        /* so that one printf() can have several */
    static unsigned next;
    char *text = ring[next++ % 8];

    text[0] = '\0';
    if (is_wanted())
        snprintf(text, sizeof(ring[0]), "\033[%sm", code);
    return text;
}
