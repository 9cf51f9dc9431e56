/* file.c - see file.h. */
#include "fs/file.h"
#include "fs/path.h"
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"

struct file *file_create(struct inode *inode, const struct file_ops *ops,
                         int flags)
{
    struct file *f = kzalloc(sizeof(*f));

    if (!f)
        return NULL;
    f->refs = 1;
    f->flags = flags;
    spin_init(&f->lock, RANK_FILE);
    f->inode = inode ? inode_get(inode) : NULL;
    f->ops = ops;
    return f;
}

void file_get(struct file *f)
{
    __atomic_fetch_add(&f->refs, 1, __ATOMIC_RELAXED);
}

void file_put(struct file *f)
{
    if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    if (f->ops->release)
        f->ops->release(f);
    if (f->inode)
        inode_put(f->inode);
    kfree(f);
}

bool file_readable(const struct file *f)
{
    return (f->flags & O_ACCMODE) != O_WRONLY;
}

bool file_writable(const struct file *f)
{
    return (f->flags & O_ACCMODE) != O_RDONLY;
}

/* --- opening -------------------------------------------------------------- */

/* The file `name`, made unless somebody was quicker; *made tells. */
static int find_or_make(struct inode *dir, const char *name, mode_t mode,
                        const struct cred *c, struct inode **out, bool *made)
{
    spin_lock(&fs_lock);
    struct entry *e = dir_find(dir, name);
    int err = e ? 0 : dir_may_add(dir, c);

    *made = !e;
    *out = NULL;
    if (e)
        *out = inode_get(e->inode);
    else if (!err)
        *out = inode_create_file(mode & 0777, c);
    if (!err && !*out)
        err = -ENOMEM;
    if (!err && *made)
        err = dir_add(dir, name, *out);
    spin_unlock(&fs_lock);
    return err;
}

/* O_CREAT: *made tells whether it is new, and so open to its maker whatever
 * its mode. What /proc computes is found by the same step as in any path. */
static int open_or_create(struct inode *cwd, const char *path, int flags,
                          mode_t mode, const struct cred *c,
                          struct inode **out, bool *made)
{
    char name[NAME_MAX + 1];
    struct inode *dir;
    bool slash;
    int err = path_parent(cwd, path, c, &dir, name, &slash);

    if (err)
        return err;
    *out = NULL;
    if (slash || path_is_dots(name)) {
        err = -EISDIR;
    } else {
        err = path_step(dir, name, out);
        if (err == -ENOENT)
            err = find_or_make(dir, name, mode, c, out, made);
        if (!err && !*made && (flags & O_EXCL))
            err = -EEXIST;
    }
    inode_put(dir);
    if (err && *out)
        inode_put(*out);
    return err;
}

static int wanted_access(int flags)
{
    int truncate = flags & O_TRUNC ? INODE_WRITE : 0;

    switch (flags & O_ACCMODE) {
    case O_RDONLY: return INODE_READ | truncate;
    case O_WRONLY: return INODE_WRITE;
    default: return INODE_READ | INODE_WRITE;
    }
}

static int check_open(struct inode *i, int flags, const struct cred *c,
                      bool made)
{
    if (inode_is_dir(i) &&
        ((wanted_access(flags) & INODE_WRITE) || (flags & O_CREAT)))
        return -EISDIR;
    if ((flags & O_DIRECTORY) && !inode_is_dir(i))
        return -ENOTDIR;
    return made ? 0 : inode_access(i, c, wanted_access(flags));
}

int file_open(struct inode *cwd, const char *path, int flags, mode_t mode,
              const struct cred *c, struct file **out)
{
    struct inode *i;
    bool made = false;
    int err = flags & O_CREAT
                  ? open_or_create(cwd, path, flags, mode, c, &i, &made)
                  : path_lookup(cwd, path, c, &i);

    if (err)
        return err;
    err = check_open(i, flags, c, made);
    if (!err && (flags & O_TRUNC) && inode_object(i))
        err = inode_resize(i, 0);
    if (!err) {
        *out = file_create(i, inode_is_dir(i) ? &directory_ops : i->ops,
                           flags & (O_ACCMODE | O_APPEND | O_NONBLOCK));
        err = *out ? 0 : -ENOMEM;
    }
    inode_put(i);
    return err;
}

/* --- reading and writing -------------------------------------------------- */

/* A position of the call's own, or the file's, for which it holds the lock
 * if several processes could move it. */
ssize_t file_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    if (!file_readable(f))
        return -EBADF;
    if (!f->ops->read)
        return inode_is_dir(f->inode) ? -EISDIR : -EINVAL;
    if (at && !f->ops->seekable)
        return -ESPIPE;
    return f->ops->read(f, buf, MIN(n, 0x7ffff000ul), at ? at : &f->pos);
}

ssize_t file_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    if (!file_writable(f))
        return -EBADF;
    if (!f->ops->write)
        return -EINVAL;
    if (at && !f->ops->seekable)
        return -ESPIPE;
    return f->ops->write(f, buf, MIN(n, 0x7ffff000ul), at ? at : &f->pos);
}

off_t file_seek(struct file *f, off_t to, int whence)
{
    off_t base = 0;

    if (!f->ops->seekable)
        return -ESPIPE;
    spin_lock(&f->lock);
    if (whence == SEEK_CUR)
        base = f->pos;
    else if (whence == SEEK_END)
        base = f->inode->size;
    off_t pos;
    bool overflow = __builtin_add_overflow(base, to, &pos);
    if (whence < SEEK_SET || whence > SEEK_END || overflow || pos < 0)
        pos = -EINVAL;
    else
        f->pos = pos;
    spin_unlock(&f->lock);
    return pos;
}

int file_ioctl(struct file *f, unsigned request, vaddr_t arg)
{
    return f->ops->ioctl ? f->ops->ioctl(f, request, arg) : -ENOTTY;
}

/* One piece within a page; the bytes copied or an error. */
static ssize_t read_piece(struct inode *i, vaddr_t buf, size_t n, off_t at)
{
    size_t in_page = at & PAGE_MASK;
    size_t piece = MIN(n, PAGE_SIZE - in_page);
    paddr_t frame = object_frame(i->object, at >> PAGE_SHIFT, false);
    int err = frame ? copy_to_user(buf, phys_to_virt(frame + in_page), piece)
                    : clear_user(buf, piece);

    return err ? err : (ssize_t)piece;
}

static ssize_t regular_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    size_t done = 0;
    ssize_t piece = 0;

    spin_lock(&f->lock);
    if (*at < (off_t)f->inode->size)
        n = MIN(n, f->inode->size - *at);
    else
        n = 0;
    while (done < n) {
        piece = read_piece(f->inode, buf + done, n - done, *at);
        if (piece < 0)
            break;
        done += piece;
        *at += piece;
    }
    spin_unlock(&f->lock);
    return done > 0 || piece >= 0 ? (ssize_t)done : piece;
}

static ssize_t write_piece(struct inode *i, vaddr_t buf, size_t n, off_t at)
{
    size_t in_page = at & PAGE_MASK;
    size_t piece = MIN(n, PAGE_SIZE - in_page);
    uint64_t end = at + piece;

    if (PAGES(end) > i->object->pages && object_resize(i->object, PAGES(end)))
        return -ENOSPC;
    paddr_t frame = object_frame(i->object, at >> PAGE_SHIFT, true);
    if (!frame)
        return -ENOSPC;
    if (copy_from_user(phys_to_virt(frame + in_page), buf, piece) < 0)
        return -EFAULT;
    i->size = MAX(i->size, end);
    return piece;
}

static ssize_t regular_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    size_t done = 0;
    ssize_t piece = 0;

    spin_lock(&f->lock);
    if (f->flags & O_APPEND)
        *at = f->inode->size;
    if (*at + n > 1ul << 40)
        piece = -EFBIG;
    while (piece >= 0 && done < n) {
        piece = write_piece(f->inode, buf + done, n - done, *at);
        if (piece < 0)
            break;
        done += piece;
        *at += piece;
    }
    spin_unlock(&f->lock);
    return done > 0 || piece >= 0 ? (ssize_t)done : piece;
}

const struct file_ops regular_ops = {
    .seekable = true,
    .read = regular_read,
    .write = regular_write,
};

/* --- directories ---------------------------------------------------------- */

const struct file_ops directory_ops = { .seekable = true };

/* The entry at position `pos` or the next after it; sets the position behind
 * it. Each is looked for anew, since user memory is written in between. */
static bool entry_at(struct inode *dir, uint64_t pos, struct dirent *d)
{
    struct inode *i = NULL;
    struct entry *e;

    if (pos < 2) {
        i = pos == 0 ? dir : dir->parent;
        strlcpy(d->name, pos == 0 ? "." : "..", sizeof(d->name));
        d->offset = pos + 1;
    } else {
        list_for_each(e, &dir->entries, link)
            if (e->cookie >= pos) {
                i = e->inode;
                strlcpy(d->name, e->name, sizeof(d->name));
                d->offset = e->cookie + 1;
                break;
            }
    }
    if (!i)
        return false;
    d->ino = i->number;
    d->type = i->mode >> 12;        /* DT_*: the type bits of the mode */
    return true;
}

static bool next_entry(struct inode *dir, uint64_t pos, struct dirent *d)
{
    spin_lock(&fs_lock);
    bool found = entry_at(dir, pos, d);
    spin_unlock(&fs_lock);
    return found || procfs_next(dir, pos, d);
}

ssize_t file_getdents(struct file *f, vaddr_t buf, size_t n)
{
    struct dirent d;
    size_t done = 0;

    if (!f->inode || !inode_is_dir(f->inode))
        return -ENOTDIR;
    while (next_entry(f->inode, f->pos, &d)) {
        size_t used = offsetof(struct dirent, name) + strlen(d.name) + 1;
        d.length = ROUND_UP(used, 8);
        if (done + d.length > n)
            return done > 0 ? (ssize_t)done : -EINVAL;
        if (copy_to_user(buf + done, &d, used) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        done += d.length;
        f->pos = d.offset;
    }
    return done;
}

/* --- stat ----------------------------------------------------------------- */

struct stat inode_stat(const struct inode *i)
{
    return (struct stat){
        .dev = 1, .ino = i->number, .nlink = i->links, .mode = i->mode,
        .uid = i->uid, .gid = i->gid, .rdev = i->device, .size = i->size,
        .blksize = PAGE_SIZE,
        .blocks = i->object ? i->object->resident * (PAGE_SIZE / 512) : 0,
        .atime = i->time, .mtime = i->time, .ctime = i->time,
    };
}

struct stat file_stat(const struct file *f)
{
    if (f->inode)
        return inode_stat(f->inode);
    return (struct stat){ .mode = S_IFIFO | 0600, .nlink = 1,
                          .blksize = PAGE_SIZE, .ino = (uint64_t)f->data >> 4 };
}
