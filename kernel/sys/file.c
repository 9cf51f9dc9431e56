/* file.c - files and directories: descriptors in, layers below called. */
#include "fs/file.h"
#include "fs/fdtable.h"
#include "fs/path.h"
#include "fs/pipe.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_NO_AUTOMOUNT 0x800
#define AT_EMPTY_PATH 0x1000
#define IOV_MAX 1024

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define F_DUPFD_CLOEXEC 1030
#define FD_CLOEXEC 1

static struct fdtable *files(void)
{
    return current()->files;
}

/* --- paths ---------------------------------------------------------------- */

/* A path from the user, and the directory that it starts from. */
struct at {
    char *path;
    struct inode *dir;          /* one reference */
};

static int dir_of(int fd, const char *path, struct inode **dir)
{
    if (fd == AT_FDCWD || path[0] == '/') {
        *dir = inode_get(current()->cwd);
        return 0;
    }
    struct file *f = fd_get(files(), fd);
    if (!f)
        return -EBADF;
    int err = f->inode && inode_is_dir(f->inode) ? 0 : -ENOTDIR;
    if (!err)
        *dir = inode_get(f->inode);
    file_put(f);
    return err;
}

static int at_begin(struct at *a, int fd, vaddr_t path)
{
    int err = path_from_user(path, &a->path);

    if (err)
        return err;
    err = dir_of(fd, a->path, &a->dir);
    if (err)
        kfree(a->path);
    return err;
}

static void at_end(struct at *a)
{
    inode_put(a->dir);
    kfree(a->path);
}

static int at_lookup(int fd, vaddr_t path, struct inode **out)
{
    struct at a;
    int err = at_begin(&a, fd, path);

    if (err)
        return err;
    err = path_lookup(a.dir, a.path, &current()->cred, out);
    at_end(&a);
    return err;
}

int64_t sys_open(int dir, vaddr_t path, int flags, mode_t mode)
{
    struct process *p = current();
    bool makes_directory = (flags & O_CREAT) && (flags & O_DIRECTORY);
    struct file *f;
    struct at a;
    int err = makes_directory ? -EINVAL : at_begin(&a, dir, path);

    if (err)
        return err;
    err = fd_is_free(files()) ? file_open(a.dir, a.path, flags,
                                          mode & ~p->umask, &p->cred, &f)
                              : -EMFILE;
    at_end(&a);
    return err ? err : fd_install(files(), f, 0, flags & O_CLOEXEC);
}

int64_t sys_mkdirat(int dir, vaddr_t path, mode_t mode)
{
    struct process *p = current();
    struct at a;
    int err = at_begin(&a, dir, path);

    if (err)
        return err;
    err = path_mkdir(a.dir, a.path, mode & ~p->umask, &p->cred);
    at_end(&a);
    return err;
}

int64_t sys_unlinkat(int dir, vaddr_t path, int flags)
{
    struct at a;
    int err = flags & ~AT_REMOVEDIR ? -EINVAL : at_begin(&a, dir, path);

    if (err)
        return err;
    err = path_unlink(a.dir, a.path, flags & AT_REMOVEDIR, &current()->cred);
    at_end(&a);
    return err;
}

int64_t sys_rename(vaddr_t from, vaddr_t to)
{
    char *source, *target;
    int err = path_from_user(from, &source);

    if (err)
        return err;
    err = path_from_user(to, &target);
    if (!err) {
        err = path_rename(current()->cwd, source, target, &current()->cred);
        kfree(target);
    }
    kfree(source);
    return err;
}

/* There are no symbolic links; but who asks may not exist either. */
int64_t sys_readlink(int dir, vaddr_t path, vaddr_t buf, size_t n)
{
    struct inode *i;
    int err = at_lookup(dir, path, &i);

    (void)buf, (void)n;
    if (err)
        return err;
    inode_put(i);
    return -EINVAL;
}

static int64_t stat_to_user(vaddr_t buf, struct stat s)
{
    return copy_to_user(buf, &s, sizeof(s));
}

static bool is_empty(vaddr_t path)
{
    char first;

    return !path || (copy_from_user(&first, path, 1) == 0 && !first);
}

int64_t sys_fstatat(int dir, vaddr_t path, vaddr_t buf, int flags)
{
    bool itself = (flags & AT_EMPTY_PATH) && is_empty(path);
    struct inode *i;

    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
        return -EINVAL;
    if (itself && dir != AT_FDCWD)
        return sys_fstat(dir, buf);
    int err = itself ? path_lookup(current()->cwd, ".", &current()->cred, &i)
                     : at_lookup(dir, path, &i);
    if (err)
        return err;
    int64_t result = stat_to_user(buf, inode_stat(i));
    inode_put(i);
    return result;
}

/* access(2) asks for the real user, not the effective one. */
int64_t sys_access(int dir, vaddr_t path, int mode)
{
    struct cred real = current()->cred;
    struct inode *i;
    int err = mode & ~7 ? -EINVAL : at_lookup(dir, path, &i);

    if (err)
        return err;
    real.euid = real.uid;
    real.egid = real.gid;
    real.effective = real.uid == 0 ? real.permitted : 0;
    err = inode_access(i, &real, mode);
    inode_put(i);
    return err;
}

#define KEEP UINT32_MAX         /* -1: leave this one as it is */

/* chmod(2), chown(2): the owner gives a file to none but his groups. */
static bool may_change(const struct inode *i, const struct cred *c, uid_t uid,
                       gid_t gid)
{
    return cred_can(c, CAP_CHOWN) ||
           (c->euid == i->uid && (uid == KEEP || uid == i->uid) &&
            (gid == KEEP || gid == i->gid || cred_in_group(c, gid)));
}

static int64_t change_inode(struct inode *i, mode_t mode, uid_t uid, gid_t gid)
{
    const struct cred *c = &current()->cred;
    int64_t err = 0;

    spin_lock(&fs_lock);
    if (may_change(i, c, uid, gid)) {
        if (mode != KEEP)
            i->mode = (i->mode & S_IFMT) | (mode & 07777);
        if (uid != KEEP)
            i->uid = uid;
        if (gid != KEEP)
            i->gid = gid;
    } else {
        err = -EPERM;
    }
    spin_unlock(&fs_lock);
    return err;
}

static int64_t change(int dir, vaddr_t path, mode_t mode, uid_t uid, gid_t gid)
{
    struct inode *i;
    int64_t err = at_lookup(dir, path, &i);

    if (err)
        return err;
    err = change_inode(i, mode, uid, gid);
    inode_put(i);
    return err;
}

/* Simplified: a pipe has no mode or owner that could change. */
static int64_t change_open(int fd, mode_t mode, uid_t uid, gid_t gid)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t err = f->inode ? change_inode(f->inode, mode, uid, gid) : -EINVAL;
    file_put(f);
    return err;
}

int64_t sys_chmod(int dir, vaddr_t path, mode_t mode)
{
    return change(dir, path, mode & 07777, KEEP, KEEP);
}

int64_t sys_chown(int dir, vaddr_t path, uid_t uid, gid_t gid)
{
    return change(dir, path, KEEP, uid, gid);
}

int64_t sys_fchmod(int fd, mode_t mode)
{
    return change_open(fd, mode & 07777, KEEP, KEEP);
}

int64_t sys_fchown(int fd, uid_t uid, gid_t gid)
{
    return change_open(fd, KEEP, uid, gid);
}

int64_t sys_umask(mode_t mask)
{
    mode_t old = current()->umask;

    current()->umask = mask & 0777;
    return old;
}

int64_t sys_chdir(vaddr_t path)
{
    struct process *p = current();
    struct inode *i;
    int err = at_lookup(AT_FDCWD, path, &i);

    if (err)
        return err;
    err = inode_is_dir(i) ? inode_access(i, &p->cred, INODE_EXECUTE) : -ENOTDIR;
    if (err) {
        inode_put(i);
        return err;
    }
    inode_put(p->cwd);
    p->cwd = i;
    return 0;
}

int64_t sys_getcwd(vaddr_t buf, size_t n)
{
    char *path = kzalloc(PATH_MAX);
    int length = path ? path_of(current()->cwd, path, MIN(n, PATH_MAX))
                      : -ENOMEM;

    if (length > 0 && copy_to_user(buf, path, length) < 0)
        length = -EFAULT;
    kfree(path);
    return length;
}

/* --- descriptors ---------------------------------------------------------- */

int64_t sys_close(int fd)
{
    return fd_close(files(), fd);
}

static int64_t transfer(int fd, bool write, vaddr_t buf, size_t n, off_t *at)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t result = write ? file_write(f, buf, n, at)
                           : file_read(f, buf, n, at);
    file_put(f);
    return result;
}

int64_t sys_read(int fd, vaddr_t buf, size_t n)
{
    return transfer(fd, false, buf, n, NULL);
}

int64_t sys_write(int fd, vaddr_t buf, size_t n)
{
    return transfer(fd, true, buf, n, NULL);
}

int64_t sys_pread(int fd, vaddr_t buf, size_t n, off_t at)
{
    return at < 0 ? -EINVAL : transfer(fd, false, buf, n, &at);
}

int64_t sys_pwrite(int fd, vaddr_t buf, size_t n, off_t at)
{
    return at < 0 ? -EINVAL : transfer(fd, true, buf, n, &at);
}

struct part {                   /* Linux's struct iovec */
    vaddr_t base;
    size_t length;
};

/* A length that is negative is found before the first byte moves. */
static int check_vector(vaddr_t vector, int count)
{
    struct part part;

    if (count < 0 || count > IOV_MAX)
        return -EINVAL;
    for (int i = 0; i < count; i++) {
        if (copy_from_user(&part, vector + i * sizeof(part), sizeof(part)) < 0)
            return -EFAULT;
        if ((ssize_t)part.length < 0)
            return -EINVAL;
    }
    return 0;
}

/* One buffer after the other, until one isn't filled. */
static int64_t transfer_parts(struct file *f, bool write, vaddr_t vector,
                              int count)
{
    struct part part;
    int64_t done = 0, n = 0;

    for (int i = 0; i < count; i++) {
        if (copy_from_user(&part, vector + i * sizeof(part), sizeof(part)) < 0)
            return done > 0 ? done : -EFAULT;
        if (part.length == 0)
            continue;
        n = write ? file_write(f, part.base, part.length, NULL)
                  : file_read(f, part.base, part.length, NULL);
        done += MAX(n, 0);
        if (n < 0 || (size_t)n < part.length)
            break;
    }
    return done > 0 ? done : n;
}

static int64_t transfer_vector(int fd, bool write, vaddr_t vector, int count)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t result = check_vector(vector, count);
    if (!result)
        result = transfer_parts(f, write, vector, count);
    file_put(f);
    return result;
}

int64_t sys_readv(int fd, vaddr_t vector, int count)
{
    return transfer_vector(fd, false, vector, count);
}

int64_t sys_writev(int fd, vaddr_t vector, int count)
{
    return transfer_vector(fd, true, vector, count);
}

int64_t sys_lseek(int fd, off_t at, int whence)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t result = file_seek(f, at, whence);
    file_put(f);
    return result;
}

int64_t sys_fstat(int fd, vaddr_t buf)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t result = stat_to_user(buf, file_stat(f));
    file_put(f);
    return result;
}

int64_t sys_getdents64(int fd, vaddr_t buf, size_t n)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t result = file_getdents(f, buf, n);
    file_put(f);
    return result;
}

int64_t sys_ioctl(int fd, unsigned request, vaddr_t arg)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int64_t result = file_ioctl(f, request, arg);
    file_put(f);
    return result;
}

int64_t sys_ftruncate(int fd, off_t size)
{
    struct file *f = size < 0 ? NULL : fd_get(files(), fd);
    int64_t result = -EINVAL;

    if (!f)
        return size < 0 ? -EINVAL : -EBADF;
    if (f->inode && f->inode->object && file_writable(f))
        result = inode_resize(f->inode, size);
    file_put(f);
    return result;
}

static int64_t duplicate(int fd, int from, bool cloexec)
{
    struct file *f = fd_get(files(), fd);

    if (!f)
        return -EBADF;
    int copy = from < 0 || from >= FD_MAX
                   ? -EINVAL : fd_install(files(), f, from, cloexec);
    if (copy < 0)
        file_put(f);
    return copy;
}

int64_t sys_dup(int fd)
{
    return duplicate(fd, 0, false);
}

int64_t sys_dup2(int from, int to)
{
    if (from == to) {
        struct file *f = fd_get(files(), from);
        if (f)
            file_put(f);
        return f ? to : -EBADF;
    }
    return fd_dup_to(files(), from, to, false);
}

int64_t sys_dup3(int from, int to, int flags)
{
    if (from == to || (flags & ~O_CLOEXEC))
        return -EINVAL;
    return fd_dup_to(files(), from, to, flags & O_CLOEXEC);
}

int64_t sys_fcntl(int fd, int command, uint64_t arg)
{
    struct file *f = fd_get(files(), fd);
    int64_t result = 0;

    if (!f)
        return -EBADF;
    switch (command) {
    case F_DUPFD: result = duplicate(fd, arg, false); break;
    case F_DUPFD_CLOEXEC: result = duplicate(fd, arg, true); break;
    case F_GETFD: result = fd_cloexec(files(), fd) ? FD_CLOEXEC : 0; break;
    case F_SETFD: fd_set_cloexec(files(), fd, arg & FD_CLOEXEC); break;
    case F_GETFL: result = f->flags; break;
    case F_SETFL:
        f->flags = (f->flags & O_ACCMODE) | (arg & (O_APPEND | O_NONBLOCK));
        break;
    default: result = -EINVAL;
    }
    file_put(f);
    return result;
}

int64_t sys_pipe2(vaddr_t fds, int flags)
{
    struct file *reader, *writer;
    int fd[2];

    if (flags & ~(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    if (pipe_create(flags & O_NONBLOCK, &reader, &writer) < 0)
        return -ENOMEM;
    fd[0] = fd_install(files(), reader, 0, flags & O_CLOEXEC);
    fd[1] = fd[0] < 0 ? -EMFILE
                      : fd_install(files(), writer, 0, flags & O_CLOEXEC);
    if (fd[1] >= 0 && copy_to_user(fds, fd, sizeof(fd)) == 0)
        return 0;
    int err = fd[1] < 0 ? -EMFILE : -EFAULT;
    if (fd[0] < 0 || fd_close(files(), fd[0]) < 0)
        file_put(reader);
    if (fd[1] < 0 || fd_close(files(), fd[1]) < 0)
        file_put(writer);
    return err;
}
