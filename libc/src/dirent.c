/* dirent.c - directories, a buffer of entries at a time (readdir(3)). The
 * kernel's entry and struct dirent have the same layout. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include "syscall.h"

struct __dir {
    int fd;
    int at, end;                    /* in the buffer */
    char buffer[2048] __attribute__((aligned(8)));
};

DIR *fdopendir(int fd)
{
    DIR *d = calloc(1, sizeof(*d));

    if (d)
        d->fd = fd;
    return d;
}

DIR *opendir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !d)
        close(fd);
    return d;
}

struct dirent *readdir(DIR *d)
{
    if (d->at == d->end) {
        d->at = 0;
        d->end = call(SYS_getdents64, d->fd, d->buffer, sizeof(d->buffer));
        if (d->end <= 0) {
            d->end = 0;
            return NULL;
        }
    }
    struct dirent *e = (struct dirent *)(d->buffer + d->at);
    d->at += e->d_reclen;
    return e;
}

void rewinddir(DIR *d)
{
    lseek(d->fd, 0, SEEK_SET);
    d->at = d->end = 0;
}

int dirfd(DIR *d)
{
    return d->fd;
}

int closedir(DIR *d)
{
    int fd = d->fd;

    free(d);
    return close(fd);
}
