/*
 * file.h - an open file: what a descriptor leads to. dup and fork share it,
 * position and all. Buffers are user addresses throughout.
 */
#pragma once

#include "fs/inode.h"

#define O_ACCMODE 03
#define O_RDONLY 00
#define O_WRONLY 01
#define O_RDWR 02
#define O_CREAT 0100
#define O_EXCL 0200
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_DIRECTORY 0200000
#define O_CLOEXEC 02000000

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

struct file {
    uint32_t refs;              /* atomic */
    int flags;                  /* O_ACCMODE, O_APPEND, O_NONBLOCK */
    bool writes;                /* counts among the inode's writers */
    off_t pos;                  /* the inode's lock */
    struct inode *inode;        /* one reference; NULL for a pipe's end */
    const struct file_ops *ops;
    void *data;                 /* for ops */
};

/* A NULL operation: EINVAL, or ENOTTY for ioctl. `at` is where, and is
 * advanced; nobody else's if it isn't `pos`. Results as read(2) and write(2);
 * -ERESTARTSYS after a signal. */
struct file_ops {
    bool seekable;
    bool in_bursts;             /* give it a long transfer piece by piece */
    ssize_t (*read)(struct file *f, vaddr_t buf, size_t n, off_t *at);
    ssize_t (*write)(struct file *f, vaddr_t buf, size_t n, off_t *at);
    int (*poll)(struct file *f);    /* POLL*; NULL: always ready (poll.h) */
    int (*ioctl)(struct file *f, unsigned request, vaddr_t arg);
    void (*release)(struct file *f);
};

extern const struct file_ops regular_ops, directory_ops;

/* Set by the task layer, which knows the running process. */
struct file_hooks {
    bool (*killed)(void);       /* will it end before it sees user mode? */
    void (*broken_pipe)(void);  /* it wrote where nobody reads */
};
extern struct file_hooks file_hooks;

/* A file with one reference, holding one to `inode` (may be NULL). */
struct file *file_create(struct inode *inode, const struct file_ops *ops,
                         int flags);

void file_get(struct file *f);
void file_put(struct file *f);

/* open(2); `mode` is without the bits of umask. */
int file_open(struct inode *cwd, const char *path, int flags, mode_t mode,
              const struct cred *c, struct file **out);

bool file_readable(const struct file *f);
bool file_writable(const struct file *f);

/* At *at, or at the file's own position if NULL. */
ssize_t file_read(struct file *f, vaddr_t buf, size_t n, off_t *at);
ssize_t file_write(struct file *f, vaddr_t buf, size_t n, off_t *at);
off_t file_seek(struct file *f, off_t to, int whence);
int file_ioctl(struct file *f, unsigned request, vaddr_t arg);
ssize_t file_getdents(struct file *f, vaddr_t buf, size_t n);

/* Linux's struct linux_dirent64, with room for the longest name. */
struct dirent {
    uint64_t ino;
    int64_t offset;             /* the position behind it */
    uint16_t length;
    uint8_t type;               /* DT_*: the type bits of the mode */
    char name[NAME_MAX + 1];
} PACKED;

/* Linux's struct stat for x86-64. */
struct stat {
    uint64_t dev, ino, nlink;
    uint32_t mode, uid, gid, pad;
    uint64_t rdev;
    int64_t size, blksize, blocks;
    int64_t atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
    int64_t unused[3];
};
static_assert(sizeof(struct stat) == 144, "Linux's struct stat");

struct stat inode_stat(const struct inode *i);
struct stat file_stat(const struct file *f);
