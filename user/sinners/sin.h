/*
 * sin.h - what the programs that must be stopped share.
 *
 * Each does one forbidden thing, and says before what. Most of them a signal
 * must kill; a sinner that is let through says so, and its status is 1.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>

static inline void sin_will(const char *what)
{
    printf("I will %s.\n", what);
    fflush(stdout);
}

/* What main() returns when the sin is done and nothing has happened. */
static inline int sin_unpunished(void)
{
    printf("NOBODY HAS STOPPED ME.\n");
    return 1;
}

/* Fail for a reason that has nothing to do with the sin. */
static inline void sin_fail(const char *what)
{
    perror(what);
    exit(2);
}
