/* file.c - see file.h. */
#include "fs/file.h"
#include "fs/path.h"
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "sched/sched.h"

#define TRANSFER_MAX 0x7ffff000ul       /* Linux's limit of one call */
#define BURST (4 * PAGE_SIZE)

struct file_hooks file_hooks;

struct file *file_create(struct inode *inode, const struct file_ops *ops,
                         int flags)
{
    struct file *f = kzalloc(sizeof(*f));

    if (!f)
        return NULL;
    f->refs = 1;
    f->flags = flags;
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
    if (f->writes)
        inode_end_use(f->inode, INODE_WRITES);
    if (f->inode)
        inode_put(f->inode);
    kfree(f);
}

/* Access mode 3 is for neither, only for ioctl (open(2)). */
bool file_readable(const struct file *f)
{
    int mode = f->flags & O_ACCMODE;

    return mode == O_RDONLY || mode == O_RDWR;
}

bool file_writable(const struct file *f)
{
    int mode = f->flags & O_ACCMODE;

    return mode == O_WRONLY || mode == O_RDWR;
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

/* `f` becomes the open inode. */
static int open_inode(struct inode *i, int flags, struct file *f)
{
    bool writes = wanted_access(flags) & INODE_WRITE;
    int err = writes ? inode_begin_use(i, INODE_WRITES) : 0;

    if (err)
        return err;
    if ((flags & O_TRUNC) && inode_object(i))
        err = inode_resize(i, 0);
    if (err && writes)
        inode_end_use(i, INODE_WRITES);
    if (err)
        return err;
    f->inode = inode_get(i);
    f->ops = inode_is_dir(i) ? &directory_ops : i->ops;
    f->writes = writes;
    return 0;
}

int file_open(struct inode *cwd, const char *path, int flags, mode_t mode,
              const struct cred *c, struct file **out)
{
    struct inode *i;
    bool made = false;
    int err = -ENOMEM;

    /* Memory comes first: no file is made, or cut, that can't be opened. */
    *out = file_create(NULL, NULL, flags & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    if (*out)
        err = flags & O_CREAT
                  ? open_or_create(cwd, path, flags, mode, c, &i, &made)
                  : path_lookup(cwd, path, c, &i);
    if (!err) {
        err = check_open(i, flags, c, made);
        if (!err)
            err = open_inode(i, flags, *out);
        inode_put(i);
    }
    if (err)
        kfree(*out);
    return err;
}

/* --- reading and writing -------------------------------------------------- */

/* What reading and writing refuse alike, in Linux's order. */
static inline int check_transfer(const struct file *f, bool allowed, bool possible,
                          vaddr_t buf, size_t n, const off_t *at)
{
    off_t end;

    if (at && !f->ops->seekable)
        return -ESPIPE;
    if (!allowed)
        return -EBADF;
    if (!possible)
        return f->inode && inode_is_dir(f->inode) ? -EISDIR : -EINVAL;
    if (!user_range(buf, n))
        return -EFAULT;
    return at && __builtin_add_overflow(*at, n, &end) ? -EINVAL : 0;
}

typedef ssize_t transfer(struct file *f, vaddr_t buf, size_t n, off_t *at);

/* Between two pieces of long work others run, and the killed give up. */
static bool may_go_on(void)
{
    thread_give_way();
    return !file_hooks.killed();
}

static ssize_t transfer_in_bursts(struct file *f, transfer *burst, vaddr_t buf,
                                  size_t n, off_t *at)
{
    size_t done = 0, wanted;
    ssize_t moved;

    do {
        wanted = MIN(n - done, BURST);
        moved = burst(f, buf + done, wanted, at);
        done += MAX(moved, 0);
    } while (moved == (ssize_t)wanted && done < n && may_go_on());
    return done > 0 ? (ssize_t)done : moved;
}

/* To a file it is made in one piece, as on Linux: what others write or read
 * there comes before it or after it. */
static ssize_t transfer_long(struct file *f, transfer *burst, vaddr_t buf,
                             size_t n, off_t *at)
{
    bool in_turn = inode_is_regular(f->inode);

    if (in_turn)
        inode_turn_begin(f->inode);
    ssize_t done = transfer_in_bursts(f, burst, buf, n, at);
    if (in_turn)
        inode_turn_end(f->inode);
    return done;
}

/* At a position of the call's own, or the file's. */
static inline ssize_t run(struct file *f, transfer *whole, vaddr_t buf, size_t n,
                   off_t *at)
{
    if (n == 0)
        return 0;
    if (!at)
        at = &f->pos;
    n = MIN(n, TRANSFER_MAX);
    return f->ops->in_bursts && n > BURST ? transfer_long(f, whole, buf, n, at)
                                          : whole(f, buf, n, at);
}

ssize_t file_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    int err = check_transfer(f, file_readable(f), f->ops->read, buf, n, at);

    return err ? err : run(f, f->ops->read, buf, n, at);
}

ssize_t file_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    int err = check_transfer(f, file_writable(f), f->ops->write, buf, n, at);

    return err ? err : run(f, f->ops->write, buf, n, at);
}

off_t file_seek(struct file *f, off_t to, int whence)
{
    off_t base = 0, pos;

    if (whence < SEEK_SET || whence > SEEK_END)
        return -EINVAL;
    if (!f->ops->seekable)
        return -ESPIPE;
    inode_lock(f->inode);
    if (whence == SEEK_CUR)
        base = f->pos;
    else if (whence == SEEK_END)
        base = f->inode->size;
    if (__builtin_add_overflow(base, to, &pos) || pos < 0)
        pos = -EINVAL;
    else
        f->pos = pos;
    inode_unlock(f->inode);
    return pos;
}

int file_ioctl(struct file *f, unsigned request, vaddr_t arg)
{
    return f->ops->ioctl ? f->ops->ioctl(f, request, arg) : -ENOTTY;
}

/* --- regular files -------------------------------------------------------- */

/* One piece within a page, here and there; the bytes copied or an error.
 * Lock held. */
static ssize_t read_piece(struct inode *i, vaddr_t buf, size_t n, off_t at)
{
    size_t piece = within_page(at, within_page(buf, n));
    paddr_t frame = object_frame(i->object, at >> PAGE_SHIFT, false);
    int err = frame ? copy_to_user(buf, phys_to_virt(frame + (at & PAGE_MASK)),
                                   piece)
                    : clear_user(buf, piece);

    return err ? err : (ssize_t)piece;
}

static ssize_t regular_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    struct inode *i = f->inode;
    ssize_t piece = 0;
    size_t done = 0;

    inode_lock(i);
    n = *at < (off_t)i->size ? MIN(n, i->size - *at) : 0;
    while (done < n) {
        piece = read_piece(i, buf + done, n - done, *at);
        if (piece < 0)
            break;
        done += piece;
        *at += piece;
    }
    inode_unlock(i);
    return done > 0 ? (ssize_t)done : piece;
}

/* The frame to write to at `at`, where the file may have to grow up to `end`;
 * 0 without memory. Lock held. */
static paddr_t frame_for_writing(struct inode *i, off_t at, uint64_t end)
{
    if (PAGES(end) > i->object->pages && object_resize(i->object, PAGES(end)))
        return 0;
    return object_frame(i->object, at >> PAGE_SHIFT, true);
}

static ssize_t write_piece(struct inode *i, vaddr_t buf, size_t n, off_t at)
{
    size_t piece = within_page(at, within_page(buf, n));
    paddr_t frame = frame_for_writing(i, at, at + piece);
    int err = -ENOSPC;

    if (frame)
        err = copy_from_user(phys_to_virt(frame + (at & PAGE_MASK)), buf,
                             piece);
    if (err) {
        inode_trim(i);
        return err;
    }
    i->size = MAX(i->size, at + piece);
    return piece;
}

static ssize_t regular_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    struct inode *i = f->inode;
    ssize_t piece = 0;
    size_t done = 0;

    inode_lock(i);
    if (f->flags & O_APPEND)
        *at = i->size;
    if (*at >= (off_t)FILE_SIZE_MAX)
        piece = -EFBIG;
    else
        n = MIN(n, FILE_SIZE_MAX - *at);
    while (piece >= 0 && done < n) {
        piece = write_piece(i, buf + done, n - done, *at);
        if (piece < 0)
            break;
        done += piece;
        *at += piece;
    }
    inode_unlock(i);
    return done > 0 ? (ssize_t)done : piece;
}

const struct file_ops regular_ops = {
    .seekable = true,
    .in_bursts = true,
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

/* 1, 0 at the end, -ENOENT if the directory was removed. */
static int next_entry(struct inode *dir, uint64_t pos, struct dirent *d)
{
    spin_lock(&fs_lock);
    bool removed = dir->links == 0;
    bool found = !removed && entry_at(dir, pos, d);
    spin_unlock(&fs_lock);
    if (removed)
        return -ENOENT;
    return found || procfs_next(dir, pos, d);
}

/* The next entry to the user; its length or as next_entry(). Lock held. */
static ssize_t give_entry(struct file *f, vaddr_t buf, size_t room)
{
    struct dirent d;
    int result = next_entry(f->inode, f->pos, &d);

    if (result <= 0)
        return result;
    size_t used = offsetof(struct dirent, name) + strlen(d.name) + 1;
    d.length = ROUND_UP(used, 8);
    if (d.length > room)
        return -EINVAL;
    if (copy_to_user(buf, &d, used) < 0)
        return -EFAULT;
    f->pos = d.offset;
    return d.length;
}

ssize_t file_getdents(struct file *f, vaddr_t buf, size_t n)
{
    ssize_t length;
    size_t done = 0;

    if (!f->inode || !inode_is_dir(f->inode))
        return -ENOTDIR;
    do {
        spin_lock(&f->inode->lock);
        length = give_entry(f, buf + done, n - done);
        spin_unlock(&f->inode->lock);
        done += MAX(length, 0);
    } while (length > 0 && may_go_on());
    return done > 0 ? (ssize_t)done : length;
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
