/*
 * tap.h - the Test Anything Protocol for programs that run in the guest and
 * on Linux alike: ok(condition, "what it shows") and plan() at the end.
 */
#pragma once

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int tap_count, tap_failed;

static int __attribute__((format(printf, 2, 3), unused))
ok(int good, const char *fmt, ...)
{
    va_list args;

    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    printf("\n");
    fflush(stdout);
    if (!good)
        tap_failed++;
    return good;
}

/* Equal numbers; shows both when they differ. */
static int __attribute__((unused)) is(long got, long want, const char *what)
{
    int good = ok(got == want, "%s", what);

    if (!good)
        printf("# got %ld (%#lx), wanted %ld (%#lx)\n", got, got, want, want);
    return good;
}

/* A call that must fail with this errno. */
static int __attribute__((unused))
fails(long result, int error, const char *what)
{
    int got = errno, good = ok(result == -1 && got == error, "%s", what);

    if (!good)
        printf("# result %ld, errno %d (%s), wanted -1 and %d (%s)\n", result,
               got, strerror(got), error, strerror(error));
    return good;
}

/* `n` tests that this machine doesn't allow. */
static void __attribute__((unused)) skip(int n, const char *why)
{
    while (n-- > 0)
        printf("ok %d # SKIP %s\n", ++tap_count, why);
}

static int __attribute__((unused)) plan(void)
{
    printf("1..%d\n", tap_count);
    fflush(stdout);
    return tap_failed > 0;
}

/* Run on this processor only; whether there is such a one. */
static int __attribute__((unused)) stay_on(int cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return sched_setaffinity(0, sizeof(set), &set) == 0;
}

/* Run on any again. */
static void __attribute__((unused)) roam(void)
{
    cpu_set_t set;

    memset(&set, 0xff, sizeof(set));
    sched_setaffinity(0, sizeof(set), &set);
}

/* Run `body` in a child; its wait status. */
static int __attribute__((unused)) in_child(void (*body)(void))
{
    int status;

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        roam();
        body();
        _exit(0);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    return status;
}

/* Does `body` die of this signal? */
static int __attribute__((unused))
dies(void (*body)(void), int signo, const char *what)
{
    int status = in_child(body);
    int good = ok(WIFSIGNALED(status) && WTERMSIG(status) == signo, "%s", what);

    if (!good)
        printf("# wait status %#x, wanted signal %d\n", status, signo);
    return good;
}

/* The line of /proc/self/status that begins so must be so. */
static int __attribute__((unused))
status_is(const char *name, const char *want, const char *what)
{
    char line[300] = "";
    FILE *f = fopen("/proc/self/status", "r");

    while (f && fgets(line, sizeof(line), f) &&
           strncmp(line, name, strlen(name)) != 0)
        continue;
    if (f)
        fclose(f);
    int good = ok(strncmp(line, name, strlen(name)) == 0 &&
                  strcmp(line + strlen(name), want) == 0, "%s", what);
    if (!good)
        printf("# got %s", line);
    return good;
}

static void __attribute__((unused)) be_another(void)
{
    if (setgroups(0, NULL) < 0 || setgid(1000) < 0 || setuid(1000) < 0)
        _exit(1);
}

/* May this process become other users? In a namespace of an ordinary user's
 * there is but one. */
static int __attribute__((unused)) has_users(void)
{
    return in_child(be_another) == 0;
}
