/*
 * poll.h - waiting until one of several files is ready (poll(2)). Whoever makes
 * a file ready says so, and all who wait look at theirs again. Simplified: they
 * sleep in one queue; a production kernel would have them stand at each file.
 */
#pragma once

#include "fs/fdtable.h"

#define POLLIN 0x001
#define POLLPRI 0x002
#define POLLOUT 0x004
#define POLLERR 0x008
#define POLLHUP 0x010
#define POLLNVAL 0x020          /* there is no such file */
#define POLLRDNORM 0x040
#define POLLWRNORM 0x100

#define POLL_READABLE (POLLIN | POLLRDNORM)
#define POLL_WRITABLE (POLLOUT | POLLWRNORM)

/* A file may have become ready. Its lock is held, or was when it did. */
void poll_wake(void);

struct interest {
    int fd;                     /* negative: none */
    uint16_t wanted;            /* POLL* */
    uint16_t got;               /* of these; or POLLNVAL */
};

/* Sleep until at least one has got something, and how many have: 0 if none has
 * by `deadline` (0: don't sleep). -EINTR: a signal came. */
int poll_files(const struct fdtable *t, struct interest *list, int n,
               uint64_t deadline);
