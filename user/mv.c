/*
 * mv.c - moves or renames files and folders.
 *
 *     mv FROM TO              TO: the new name, or a folder to move into
 *     mv FROM... FOLDER
 */
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include "lib/path.h"

int main(int argc, char **argv)
{
    const char *to = argv[argc - 1];
    char path[PATH_MAX];
    int failed = 0;

    if (argc < 3)
        errx(2, "usage: mv FROM... TO");
    if (argc > 3 && !is_folder(to))
        errx(1, "%s is no folder", to);
    for (int i = 1; i < argc - 1; i++) {
        if (rename(argv[i], path_into(path, to, argv[i])) < 0) {
            warn("%s", argv[i]);
            failed = 1;
        }
    }
    return failed;
}
