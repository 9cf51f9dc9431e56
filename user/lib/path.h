/* path.h - paths, for the programs that copy and move. */
#pragma once
#include <limits.h>
#include <stdbool.h>

bool is_folder(const char *path);

/* Where `from` comes to lie when it goes to `to`: in that folder under its own
 * name, or there. `path` may hold the result. */
const char *path_into(char path[PATH_MAX], const char *to, const char *from);
