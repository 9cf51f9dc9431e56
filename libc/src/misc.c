/* misc.c - complaints, parts of paths, the locale. */
#include <err.h>
#include <errno.h>
#include <libgen.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void vwarnx(const char *fmt, va_list args)
{
    fprintf(stderr, "%s: ", program_invocation_short_name);
    if (fmt)
        vfprintf(stderr, fmt, args);
}

static void vwarn(const char *fmt, va_list args)
{
    int number = errno;

    vwarnx(fmt, args);
    fprintf(stderr, "%s%s\n", fmt ? ": " : "", strerror(number));
}

void warn(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vwarn(fmt, args);
    va_end(args);
}

void warnx(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vwarnx(fmt, args);
    va_end(args);
    fputc('\n', stderr);
}

void err(int status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vwarn(fmt, args);
    va_end(args);
    exit(status);
}

void errx(int status, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vwarnx(fmt, args);
    va_end(args);
    fputc('\n', stderr);
    exit(status);
}

/* Slashes at the end don't count; "/" is its own name. */
char *basename(char *path)
{
    if (!path || !*path)
        return ".";
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
    char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

char *dirname(char *path)
{
    char *slash = path && *path ? strrchr(path, '/') : NULL;

    if (!slash)
        return ".";
    if (slash > path && !slash[1]) {
        *slash = '\0';
        return dirname(path);
    }
    while (slash > path && slash[-1] == '/')
        slash--;
    slash[slash == path] = '\0';
    return path;
}

char *setlocale(int category, const char *name)
{
    (void)category;
    return !name || !*name || !strcmp(name, "C") || !strcmp(name, "POSIX")
               ? "C" : NULL;
}
