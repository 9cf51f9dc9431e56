/* sleep.c - waits for so many seconds; they may have a fraction. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
    char *end;

    if (argc != 2)
        errx(2, "usage: sleep SECONDS");
    double seconds = strtod(argv[1], &end);
    if (*end || end == argv[1] || seconds < 0)
        errx(2, "%s: not a number of seconds", argv[1]);
    struct timespec t = { .tv_sec = seconds };
    t.tv_nsec = (seconds - t.tv_sec) * 1e9;
    if (nanosleep(&t, NULL) < 0)
        err(1, "nanosleep");
    return 0;
}
