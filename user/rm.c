/* rm.c - removes files. -r: folders with all that is in them; -f: no word
 * about files that don't exist. */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool recursive, force, failed;

static void fail(const char *path)
{
    if (force && errno == ENOENT)
        return;
    warn("%s", path);
    failed = true;
}

static void remove_path(const char *path);

static void empty(const char *path)
{
    DIR *d = opendir(path);
    struct dirent *e;
    char full[PATH_MAX];

    while (d && (e = readdir(d))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        snprintf(full, sizeof(full), "%s/%s", path, e->d_name);
        remove_path(full);
    }
    if (d)
        closedir(d);
}

static void remove_path(const char *path)
{
    struct stat s;

    if (lstat(path, &s) < 0) {
        fail(path);
    } else if (!S_ISDIR(s.st_mode) || !recursive) {
        if (unlink(path) < 0)
            fail(path);
    } else {
        empty(path);
        if (rmdir(path) < 0)
            fail(path);
    }
}

int main(int argc, char **argv)
{
    int option;

    while ((option = getopt(argc, argv, "rf")) != -1) {
        recursive |= option == 'r';
        force |= option == 'f';
        if (option == '?')
            return 2;
    }
    if (optind == argc && !force)
        errx(2, "usage: rm [-r] [-f] FILE...");
    for (int i = optind; i < argc; i++)
        remove_path(argv[i]);
    return failed;
}
