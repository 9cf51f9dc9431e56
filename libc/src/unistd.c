/* unistd.c - system calls about files and directories, one line each. */
#include <unistd.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <termios.h>
#include "syscall.h"

long syscall(long n, ...)
{
    va_list args;
    long a[6];

    va_start(args, n);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(args, long);
    va_end(args);
    return call(n, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int openat(int dir, const char *path, int flags, ...)
{
    va_list args;

    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return call(SYS_openat, dir, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
    va_list args;

    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return openat(AT_FDCWD, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int fcntl(int fd, int command, ...)
{
    va_list args;

    va_start(args, command);
    long arg = va_arg(args, long);
    va_end(args);
    return call(SYS_fcntl, fd, command, arg);
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list args;

    va_start(args, request);
    long arg = va_arg(args, long);
    va_end(args);
    return call(SYS_ioctl, fd, request, arg);
}

ssize_t read(int fd, void *buf, size_t n)
{
    return call(SYS_read, fd, buf, n);
}

ssize_t write(int fd, const void *buf, size_t n)
{
    return call(SYS_write, fd, buf, n);
}

ssize_t pread(int fd, void *buf, size_t n, off_t at)
{
    return call(SYS_pread64, fd, buf, n, at);
}

ssize_t pwrite(int fd, const void *buf, size_t n, off_t at)
{
    return call(SYS_pwrite64, fd, buf, n, at);
}

ssize_t readv(int fd, const struct iovec *v, int count)
{
    return call(SYS_readv, fd, v, count);
}

ssize_t writev(int fd, const struct iovec *v, int count)
{
    return call(SYS_writev, fd, v, count);
}

off_t lseek(int fd, off_t at, int whence)
{
    return call(SYS_lseek, fd, at, whence);
}

int close(int fd)
{
    return call(SYS_close, fd);
}

int dup(int fd)
{
    return call(SYS_dup, fd);
}

int dup2(int from, int to)
{
    return call(SYS_dup2, from, to);
}

int dup3(int from, int to, int flags)
{
    return call(SYS_dup3, from, to, flags);
}

int pipe(int fds[2])
{
    return call(SYS_pipe, fds);
}

int pipe2(int fds[2], int flags)
{
    return call(SYS_pipe2, fds, flags);
}

int unlink(const char *path)
{
    return call(SYS_unlink, path);
}

int unlinkat(int dir, const char *path, int flags)
{
    return call(SYS_unlinkat, dir, path, flags);
}

int rmdir(const char *path)
{
    return call(SYS_rmdir, path);
}

int rename(const char *from, const char *to)
{
    return call(SYS_rename, from, to);
}

int remove(const char *path)
{
    return unlink(path) == 0 ? 0 : errno == EISDIR ? rmdir(path) : -1;
}

int access(const char *path, int mode)
{
    return call(SYS_access, path, mode);
}

int faccessat(int dir, const char *path, int mode, int flags)
{
    (void)flags;
    return call(SYS_faccessat, dir, path, mode);
}

int truncate(const char *path, off_t size)
{
    int fd = open(path, O_WRONLY);
    int result = fd < 0 ? -1 : ftruncate(fd, size);

    if (fd >= 0)
        close(fd);
    return result;
}

int ftruncate(int fd, off_t size)
{
    return call(SYS_ftruncate, fd, size);
}

int chdir(const char *path)
{
    return call(SYS_chdir, path);
}

char *getcwd(char *buf, size_t size)
{
    char *own = buf ? buf : malloc(size = size ? size : PATH_MAX);

    if (own && call(SYS_getcwd, own, size) < 0) {
        if (!buf)
            free(own);
        return NULL;
    }
    return own;
}

int chown(const char *path, uid_t uid, gid_t gid)
{
    return call(SYS_chown, path, uid, gid);
}

int chmod(const char *path, mode_t mode)
{
    return call(SYS_chmod, path, mode);
}

int mkdir(const char *path, mode_t mode)
{
    return call(SYS_mkdir, path, mode);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
    return call(SYS_mkdirat, dir, path, mode);
}

mode_t umask(mode_t mask)
{
    return call(SYS_umask, mask);
}

int stat(const char *path, struct stat *s)
{
    return call(SYS_stat, path, s);
}

int lstat(const char *path, struct stat *s)
{
    return call(SYS_lstat, path, s);
}

int fstat(int fd, struct stat *s)
{
    return call(SYS_fstat, fd, s);
}

int fstatat(int dir, const char *path, struct stat *s, int flags)
{
    return call(SYS_newfstatat, dir, path, s, flags);
}

ssize_t readlink(const char *path, char *buf, size_t n)
{
    return call(SYS_readlink, path, buf, n);
}

int fsync(int fd)
{
    struct stat s;

    return fstat(fd, &s);       /* nothing waits to be written */
}

void sync(void)
{
}

int tcgetattr(int fd, struct termios *t)
{
    memset(t, 0, sizeof(*t));
    return ioctl(fd, TCGETS, t);
}

int tcsetattr(int fd, int when, const struct termios *t)
{
    return ioctl(fd, TCSETS + when, t);
}

int isatty(int fd)
{
    struct winsize w;

    return ioctl(fd, TIOCGWINSZ, &w) == 0;
}

char *ttyname(int fd)
{
    return isatty(fd) ? "/dev/tty" : NULL;
}

pid_t tcgetpgrp(int fd)
{
    pid_t pgrp;

    return ioctl(fd, TIOCGPGRP, &pgrp) < 0 ? -1 : pgrp;
}

int tcsetpgrp(int fd, pid_t pgrp)
{
    return ioctl(fd, TIOCSPGRP, &pgrp);
}

int uname(struct utsname *u)
{
    return call(SYS_uname, u);
}

int gethostname(char *name, size_t size)
{
    struct utsname u;

    if (uname(&u) < 0)
        return -1;
    snprintf(name, size, "%s", u.nodename);
    return 0;
}

int getpagesize(void)
{
    return 4096;
}

long sysconf(int name)
{
    switch (name) {
    case _SC_PAGESIZE: return 4096;
    case _SC_CLK_TCK: return 100;
    case _SC_OPEN_MAX: return OPEN_MAX;
    case _SC_ARG_MAX: return ARG_MAX;
    case _SC_NPROCESSORS_CONF:
    case _SC_NPROCESSORS_ONLN: return 1;
    default: errno = EINVAL; return -1;
    }
}
