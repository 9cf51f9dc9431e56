/* random.h - random bytes, for /dev/urandom and getrandom(2). */
#pragma once

#include "lib/types.h"

/* `n` of them to the user; or as many as found room, or -EFAULT. */
ssize_t random_read(vaddr_t buf, size_t n);
