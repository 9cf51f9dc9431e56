/* fdtable.c - see fdtable.h. Only its own process uses a table: no lock. */
#include "fs/fdtable.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"

struct fdtable *fdtable_create(void)
{
    return kzalloc(sizeof(struct fdtable));
}

struct fdtable *fdtable_clone(const struct fdtable *t)
{
    struct fdtable *copy = fdtable_create();

    if (!copy)
        return NULL;
    copy->end = t->end;
    memcpy(copy->close_on_exec, t->close_on_exec, sizeof(t->close_on_exec));
    for (int fd = 0; fd < t->end; fd++)
        if (t->files[fd])
            file_get(copy->files[fd] = t->files[fd]);
    return copy;
}

void fdtable_free(struct fdtable *t)
{
    for (int fd = 0; fd < t->end; fd++)
        fd_close(t, fd);
    kfree(t);
}

void fdtable_close_on_exec(struct fdtable *t)
{
    for (int fd = 0; fd < t->end; fd++)
        if (fd_cloexec(t, fd))
            fd_close(t, fd);
}

static bool is_open(const struct fdtable *t, int fd)
{
    return fd >= 0 && fd < FD_MAX && t->files[fd];
}

struct file *fd_get(const struct fdtable *t, int fd)
{
    if (!is_open(t, fd))
        return NULL;
    file_get(t->files[fd]);
    return t->files[fd];
}

/* An empty place gets a reference. */
static void put_at(struct fdtable *t, int fd, struct file *f, bool cloexec)
{
    t->files[fd] = f;
    t->end = MAX(t->end, fd + 1);
    fd_set_cloexec(t, fd, cloexec);
}

bool fd_is_free(const struct fdtable *t)
{
    for (int fd = 0; fd < FD_MAX; fd++)
        if (!t->files[fd])
            return true;
    return false;
}

int fd_install(struct fdtable *t, struct file *f, int from, bool cloexec)
{
    for (int fd = from; fd < FD_MAX; fd++)
        if (!t->files[fd]) {
            put_at(t, fd, f, cloexec);
            return fd;
        }
    return -EMFILE;
}

int fd_close(struct fdtable *t, int fd)
{
    if (!is_open(t, fd))
        return -EBADF;
    struct file *f = t->files[fd];
    t->files[fd] = NULL;
    fd_set_cloexec(t, fd, false);
    file_put(f);
    return 0;
}

int fd_dup_to(struct fdtable *t, int from, int to, bool cloexec)
{
    if (!is_open(t, from) || to < 0 || to >= FD_MAX)
        return -EBADF;
    struct file *f = fd_get(t, from);
    fd_close(t, to);
    put_at(t, to, f, cloexec);
    return to;
}

bool fd_cloexec(const struct fdtable *t, int fd)
{
    return t->close_on_exec[fd / 64] >> fd % 64 & 1;
}

void fd_set_cloexec(struct fdtable *t, int fd, bool on)
{
    t->close_on_exec[fd / 64] &= ~(1ul << fd % 64);
    t->close_on_exec[fd / 64] |= (uint64_t)on << fd % 64;
}
