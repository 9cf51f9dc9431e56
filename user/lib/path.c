/* path.c - see path.h. */
#include "lib/path.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool is_folder(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

const char *path_into(char path[PATH_MAX], const char *to, const char *from)
{
    size_t length = strlen(from);

    if (!is_folder(to))
        return to;
    while (length > 1 && from[length - 1] == '/')
        length--;
    size_t name = length;
    while (name > 0 && from[name - 1] != '/')
        name--;
    snprintf(path, PATH_MAX, "%s/%.*s", to, (int)(length - name), from + name);
    return path;
}
