/* which.c - tells where the shell finds a program. */
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool find(const char *name)
{
    const char *at = getenv("PATH");
    char path[PATH_MAX];

    for (at = at ? at : "/bin"; *at && !strchr(name, '/');) {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof(path), "%.*s/%s", (int)n, n ? at : ".", name);
        if (access(path, X_OK) == 0) {
            puts(path);
            return true;
        }
        at += n + (at[n] == ':');
    }
    if (!strchr(name, '/') || access(name, X_OK) < 0)
        return false;
    puts(name);
    return true;
}

int main(int argc, char **argv)
{
    bool all = true;

    if (argc < 2)
        errx(2, "usage: which PROGRAM...");
    for (int i = 1; i < argc; i++)
        all &= find(argv[i]);
    return !all;
}
