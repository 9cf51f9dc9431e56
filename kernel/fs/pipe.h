/* pipe.h - a pipe: two open files with a buffer between them (pipe(7)). */
#pragma once

#include "fs/file.h"

/* Make both ends, with one reference each; 0 or -ENOMEM. `flags` may hold
 * O_NONBLOCK. */
int pipe_create(int flags, struct file **reader, struct file **writer);
