/*
 * cp.c - copies files.
 *
 *     cp [-r] FROM TO         TO: the copy's name, or a folder to copy into
 *     cp [-r] FROM... FOLDER
 *
 * -r: folders with all that is in them.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/path.h"

static bool recursive, failed;

static void fail(const char *path)
{
    warn("%s", path);
    failed = true;
}

static void copy_data(int in, int out, const char *from, const char *to)
{
    static char buffer[16384];
    ssize_t n;

    while ((n = read(in, buffer, sizeof(buffer))) > 0) {
        if (write(out, buffer, n) != n) {
            fail(to);
            return;
        }
    }
    if (n < 0)
        fail(from);
}

static void copy_file(const char *from, const char *to, mode_t mode)
{
    int in = open(from, O_RDONLY), out;

    if (in < 0) {
        fail(from);
        return;
    }
    out = open(to, O_WRONLY | O_CREAT | O_TRUNC, mode & 0777);
    if (out < 0) {
        fail(to);
    } else {
        copy_data(in, out, from, to);
        close(out);
    }
    close(in);
}

static void copy(const char *from, const char *to);

static void copy_folder(const char *from, const char *to, mode_t mode)
{
    char old[PATH_MAX], new[PATH_MAX];
    struct dirent *e;
    DIR *d = opendir(from);

    if (!d) {
        fail(from);
        return;
    }
    if (mkdir(to, mode & 0777) < 0 && errno != EEXIST)
        fail(to);
    while ((e = readdir(d))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        snprintf(old, sizeof(old), "%s/%s", from, e->d_name);
        snprintf(new, sizeof(new), "%s/%s", to, e->d_name);
        copy(old, new);
    }
    closedir(d);
}

static void copy(const char *from, const char *to)
{
    struct stat s, t;

    if (stat(from, &s) < 0) {
        fail(from);
    } else if (S_ISDIR(s.st_mode) && !recursive) {
        warnx("%s is a folder: it needs -r", from);
        failed = true;
    } else if (stat(to, &t) == 0 && s.st_dev == t.st_dev &&
               s.st_ino == t.st_ino) {
        warnx("%s and %s are the same", from, to);
        failed = true;
    } else if (S_ISDIR(s.st_mode)) {
        copy_folder(from, to, s.st_mode);
    } else {
        copy_file(from, to, s.st_mode);
    }
}

int main(int argc, char **argv)
{
    char path[PATH_MAX];
    int option;

    while ((option = getopt(argc, argv, "r")) != -1) {
        recursive |= option == 'r';
        if (option == '?')
            return 2;
    }
    const char *to = argv[argc - 1];
    if (argc - optind < 2)
        errx(2, "usage: cp [-r] FROM... TO");
    if (argc - optind > 2 && !is_folder(to))
        errx(1, "%s is no folder", to);
    for (int i = optind; i < argc - 1; i++)
        copy(argv[i], path_into(path, to, argv[i]));
    return failed;
}
