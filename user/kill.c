/*
 * kill.c - sends a signal.
 *
 *     kill [-SIGNAL] PID...    SIGNAL: a number, or a name as in TERM
 *     kill -l                  lists the names
 *
 * A negative PID means the process group -PID; then `--` must come before it
 * if no signal is given.
 */
#include <ctype.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = {
    "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL",
    "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT",
    "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
    "WINCH", "IO", "PWR", "SYS",
};
#define NAMES (int)(sizeof(names) / sizeof(names[0]))

static void usage(void)
{
    fprintf(stderr, "usage: kill [-SIGNAL] PID...\n       kill -l\n");
    exit(2);
}

static int number(const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);

    if (*end || end == text)
        errx(2, "%s: not a number", text);
    return n;
}

static int signal_of(const char *text)
{
    if (isdigit((unsigned char)*text))
        return number(text);
    if (strncasecmp(text, "SIG", 3) == 0)
        text += 3;
    for (int i = 0; i < NAMES; i++)
        if (strcasecmp(text, names[i]) == 0)
            return i;
    errx(2, "%s: no such signal", text);
}

static int list(void)
{
    for (int i = 1; i < NAMES; i++)
        printf("%2d %-7s%s", i, names[i], i % 8 == 0 ? "\n" : " ");
    printf("\n");
    return 0;
}

int main(int argc, char **argv)
{
    int signo = SIGTERM, next = 1, failed = 0;

    if (argc > 1 && strcmp(argv[1], "-l") == 0)
        return list();
    if (argc > 2 && strcmp(argv[1], "-s") == 0) {
        signo = signal_of(argv[2]);
        next = 3;
    } else if (argc > 1 && argv[1][0] == '-' && strcmp(argv[1], "--") != 0) {
        signo = signal_of(argv[1] + 1);
        next = 2;
    }
    if (next < argc && strcmp(argv[next], "--") == 0)
        next++;
    if (next >= argc)
        usage();
    for (; next < argc; next++) {
        if (kill(number(argv[next]), signo) < 0) {
            warn("%s", argv[next]);
            failed = 1;
        }
    }
    return failed;
}
