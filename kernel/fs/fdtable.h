/* fdtable.h - a process's file descriptors: small numbers for open files. */
#pragma once

#include "fs/file.h"

#define FD_MAX 256

struct fdtable {
    int end;                            /* all from here on are closed */
    struct file *files[FD_MAX];         /* one reference each */
    uint64_t close_on_exec[FD_MAX / 64];
};

struct fdtable *fdtable_create(void);                       /* or NULL */
struct fdtable *fdtable_clone(const struct fdtable *t);     /* or NULL */
void fdtable_free(struct fdtable *t);
void fdtable_close_on_exec(struct fdtable *t);

/* The open file, with a reference, or NULL. */
struct file *fd_get(const struct fdtable *t, int fd);

/* Is there a free descriptor? */
bool fd_is_free(const struct fdtable *t);

/* The lowest free descriptor from `from` on gets `f`, and with it the
 * caller's reference; -EMFILE leaves that with the caller. */
int fd_install(struct fdtable *t, struct file *f, int from, bool cloexec);

int fd_close(struct fdtable *t, int fd);                    /* or -EBADF */

/* `to` becomes another name of `from`; closed first if open. */
int fd_dup_to(struct fdtable *t, int from, int to, bool cloexec);

bool fd_cloexec(const struct fdtable *t, int fd);
void fd_set_cloexec(struct fdtable *t, int fd, bool on);
