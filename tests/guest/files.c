/* files.c - files, directories, descriptors and pipes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include "tap.h"

static char text[100000];

static void test_files(void)
{
    struct stat s;
    char buf[100];
    int fd = open("/tmp/f", O_RDWR | O_CREAT | O_EXCL, 0640);

    ok(fd >= 0, "a file is made");
    fails(open("/tmp/f", O_RDWR | O_CREAT | O_EXCL, 0640), EEXIST,
          "O_EXCL: not twice");
    is(write(fd, "hello, world", 12), 12, "written");
    is(lseek(fd, 7, SEEK_SET), 7, "the position set");
    is(read(fd, buf, 100), 5, "read to the end");
    ok(memcmp(buf, "world", 5) == 0, "what was written");
    is(read(fd, buf, 100), 0, "then the end");
    is(pread(fd, buf, 5, 0), 5, "pread");
    is(lseek(fd, 0, SEEK_CUR), 12, "leaves the position");
    is(lseek(fd, 10000, SEEK_END), 10012, "beyond the end");
    is(write(fd, "!", 1), 1, "a byte behind a hole");
    is(fstat(fd, &s), 0, "fstat");
    is(s.st_size, 10013, "tells the size");
    is(s.st_mode, S_IFREG | 0640, "and the mode");
    is(s.st_nlink, 1, "and one link");
    is(pread(fd, buf, 1, 5000) == 1 ? buf[0] : -1, 0, "the hole reads zero");
    is(ftruncate(fd, 3), 0, "ftruncate");
    is(lseek(fd, 0, SEEK_END), 3, "cuts");
    is(ftruncate(fd, 100), 0, "and extends");
    is(pread(fd, buf, 1, 5) == 1 ? buf[0] : -1, 0, "with zeros");
    fails(lseek(fd, -1, SEEK_SET), EINVAL, "a negative position is EINVAL");
    is(unlink("/tmp/f"), 0, "unlink");
    fails(stat("/tmp/f", &s), ENOENT, "the name is gone");
    is(pread(fd, buf, 1, 0), 1, "the open file is not");
    close(fd);
    memset(text, 'b', sizeof(text));
    fd = open("/tmp/g", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    is(write(fd, text, sizeof(text)), sizeof(text), "a big write");
    fails(read(fd, buf, 1), EBADF, "a file open for writing isn't read");
    close(fd);
    fd = open("/tmp/g", 3);
    fails(read(fd, buf, 1), EBADF, "access mode 3 is not for reading");
    fails(write(fd, buf, 1), EBADF, "nor for writing");
    close(fd);
    fd = open("/tmp/g", O_WRONLY | O_APPEND);
    lseek(fd, 0, SEEK_SET);
    is(write(fd, "end", 3), 3, "O_APPEND");
    fstat(fd, &s);
    is(s.st_size, sizeof(text) + 3, "writes at the end");
    close(fd);
    is(rename("/tmp/g", "/tmp/h"), 0, "rename");
    is(stat("/tmp/h", &s), 0, "gives the new name");
    unlink("/tmp/h");
    fails(open("/tmp/none", O_RDONLY), ENOENT, "no file: ENOENT");
    fails(open("/tmp/none/x", O_RDONLY), ENOENT, "no directory: ENOENT");
    fails(open("/dev/null/x", O_RDONLY), ENOTDIR, "through a file: ENOTDIR");
    fails(open("/", O_WRONLY), EISDIR, "a directory for writing: EISDIR");
    fails(open("/tmp/d", O_CREAT | O_DIRECTORY, 0700), EINVAL,
          "O_CREAT makes no directory: EINVAL");
    fd = open("/proc/self/stat", O_RDONLY | O_CREAT, 0600);
    ok(fd >= 0, "O_CREAT opens what is there, in /proc too");
    close(fd);
    fails(close(77), EBADF, "close of no descriptor: EBADF");
}

static int count_names(const char *path)
{
    DIR *d = opendir(path);
    int n = 0;

    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n;
}

static void test_directories(void)
{
    char path[60], cwd[100];
    int n;

    is(mkdir("/tmp/d", 0755), 0, "mkdir");
    fails(mkdir("/tmp/d", 0755), EEXIST, "not twice");
    is(count_names("/tmp/d"), 2, "it holds . and ..");
    for (n = 0; n < 100; n++) {
        snprintf(path, sizeof(path), "/tmp/d/file-number-%d", n);
        close(open(path, O_CREAT | O_WRONLY, 0600));
    }
    is(count_names("/tmp/d"), 102, "and then 100 files");
    fails(rmdir("/tmp/d"), ENOTEMPTY, "rmdir of a full one: ENOTEMPTY");
    is(chdir("/tmp/d"), 0, "chdir");
    ok(getcwd(cwd, sizeof(cwd)) && strcmp(cwd, "/tmp/d") == 0, "getcwd");
    fails((long)getcwd(cwd, 3) - 1, ERANGE, "a small buffer: ERANGE");
    ok(open("file-number-7", O_RDONLY) >= 0, "a relative path");
    ok(access("../d/./file-number-7", R_OK) == 0, "with dots");
    DIR *d = opendir(".");
    struct dirent *e;
    while ((e = readdir(d)))
        if (e->d_name[0] != '.')
            unlink(e->d_name);
    closedir(d);
    is(count_names("."), 2, "all are removed while reading");
    chdir("/");
    is(rmdir("/tmp/d"), 0, "rmdir");
    fails(rmdir("/tmp/d"), ENOENT, "is done");
    fails(unlink("/tmp"), EISDIR, "unlink of a directory: EISDIR");
    mkdir("/tmp/up", 0700);
    mkdir("/tmp/up/down", 0700);
    chdir("/tmp/up/down");
    is(rmdir("/tmp/up/down"), 0, "the current directory can be removed");
    is(rmdir("/tmp/up"), 0, "and the one above it");
    fails((long)getcwd(cwd, sizeof(cwd)) - 1, ENOENT, "getcwd: ENOENT");
    fails(open("file", O_CREAT | O_WRONLY, 0600), ENOENT,
          "nothing can be made in it");
    fails(open("../file", O_CREAT | O_WRONLY, 0600), ENOENT, "nor above it");
    chdir("/");
    memset(text, 'n', 300);
    text[300] = 0;
    fails(open(text, O_RDONLY), ENAMETOOLONG, "300 characters: ENAMETOOLONG");
}

static nlink_t links(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 ? s.st_nlink : 0;
}

static void test_rename(void)
{
    mkdir("/tmp/a", 0700);
    mkdir("/tmp/a/b", 0700);
    close(open("/tmp/f", O_CREAT | O_WRONLY, 0600));
    is(rename("/tmp/a", "/tmp/d"), 0, "rename of a directory");
    is(links("/tmp/d"), 3, "leaves the count of its links");
    fails(rename("/tmp/d", "/tmp/d/b/c"), EINVAL, "into itself: EINVAL");
    fails(rename("/tmp/d/b", "/tmp/d"), ENOTEMPTY,
          "over what holds it: ENOTEMPTY");
    fails(rename("/tmp/f", "/tmp/d"), EISDIR, "a file over it: EISDIR");
    fails(rename("/tmp/f", "/tmp/new/"), ENOTDIR,
          "a file to a directory's name: ENOTDIR");
    fails(rename("/proc", "/tmp/new"), EBUSY, "/proc: EBUSY");
    fails(rename("/", "/tmp/new"), EBUSY, "/: EBUSY");
    fails(rmdir("/"), EBUSY, "rmdir of /: EBUSY");
    fails(rmdir("/tmp/d/."), EINVAL, "rmdir of .: EINVAL");
    fails(rmdir("/tmp/d/b/.."), ENOTEMPTY, "rmdir of ..: ENOTEMPTY");
    is(rename("/tmp/d/b", "/tmp/e"), 0, "from one directory to another");
    is(links("/tmp/d"), 2, "which has a link less");
    is(rmdir("/tmp/d") | rmdir("/tmp/e") | unlink("/tmp/f"), 0, "all removed");
}

static int refused(long result, int error)
{
    return result == -1 && errno == error;
}

/* What root has put into a user's directory, and a user into root's: exits
 * with the number of the first thing that isn't as it should be. */
static void as_user(void)
{
    if (setgid(1000) < 0 || setuid(1000) < 0)
        _exit(1);
    close(open("/tmp/s/mine", O_CREAT | O_WRONLY, 0600));
    if (!refused(unlink("/tmp/s/root"), EPERM))
        _exit(2);
    if (!refused(rename("/tmp/s/mine", "/tmp/s/root"), EPERM))
        _exit(3);
    if (!refused(rename("/tmp/s/free/dir", "/tmp/s/free2/dir"), EACCES))
        _exit(4);
    if (!refused(chown("/tmp/s/mine", -1, 0), EPERM))
        _exit(5);
    if (chown("/tmp/s/mine", 1000, 1000) < 0)
        _exit(6);
    if (!refused(open("/tmp/s/readable", O_RDONLY | O_TRUNC), EACCES))
        _exit(7);
    _exit(unlink("/tmp/s/mine") < 0 ? 8 : 0);
}

static void test_owners(void)
{
    if (getuid() != 0)
        return;
    mkdir("/tmp/s", 01777);
    mkdir("/tmp/s/free", 0777);
    mkdir("/tmp/s/free2", 0777);
    mkdir("/tmp/s/free/dir", 0755);
    close(open("/tmp/s/root", O_CREAT | O_WRONLY, 0600));
    close(open("/tmp/s/readable", O_CREAT | O_WRONLY, 0644));
    is(in_child(as_user), 0, "a user's files and root's");
    rmdir("/tmp/s/free/dir");
    rmdir("/tmp/s/free");
    rmdir("/tmp/s/free2");
    unlink("/tmp/s/root");
    unlink("/tmp/s/readable");
    is(rmdir("/tmp/s"), 0, "all removed again");
}

/* --- where things end ----------------------------------------------------- */

#define PAGE 4096
#define OFFSET_MAX 0x7fffffffffffffff

/* A page with nothing behind it. */
static char *last_page(void)
{
    char *m = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    munmap(m + PAGE, PAGE);
    memset(m, 'Q', PAGE);
    return m;
}

static void test_end_of_memory(void)
{
    int fd = open("/tmp/e", O_RDWR | O_CREAT, 0600);
    int zero = open("/dev/zero", O_RDONLY);
    char *m = last_page(), c = 1;

    is(pwrite(fd, m + PAGE - 10, 20, 0), 10, "written as far as memory goes");
    is(ftruncate(fd, 50), 0, "the file extended");
    is(pread(fd, &c, 1, 10) == 1 ? c : -1, 0, "has zeros behind that");
    is(pread(fd, m + PAGE - 6, 10, 0), 6, "read as far as memory goes");
    is(read(zero, m + 100, PAGE), PAGE - 100, "so is /dev/zero");
    fails(pwrite(fd, m + PAGE, 10, 49), EFAULT, "nothing there: EFAULT");
    is(lseek(fd, 0, SEEK_END), 50, "and the size stays");
    close(zero);
    close(fd);
    unlink("/tmp/e");
    munmap(m, PAGE);
}

static void test_end_of_numbers(void)
{
    int fd = open("/tmp/e", O_RDWR | O_CREAT, 0600), p[2];
    struct iovec parts[2] = { { text, 1 }, { text, -1 } };

    fails(syscall(SYS_read, fd, text, -1l), EFAULT, "read of -1 bytes: EFAULT");
    fails(syscall(SYS_write, fd, text, -1l), EFAULT, "write too");
    fails(syscall(SYS_read, fd, -1l, 0l), EFAULT, "none to address -1: EFAULT");
    is(pwrite(fd, text, 0, OFFSET_MAX), 0, "nothing at the last offset: fine");
    fails(pread(fd, text, 5, OFFSET_MAX), EINVAL, "something: EINVAL");
    fails(writev(fd, parts, 2), EINVAL, "a part of length -1: EINVAL");
    is(lseek(fd, 0, SEEK_END), 0, "and nothing is written");
    fails(writev(-1, NULL, 1), EBADF, "EBADF comes first");
    fails(ftruncate(-1, -1), EINVAL, "but behind a length of -1");
    if (pipe(p) == 0) {
        fails(lseek(p[0], 0, 9), EINVAL, "and behind a strange whence");
        close(p[0]);
        close(p[1]);
    }
    close(fd);
    unlink("/tmp/e");
}

static void test_edges(void)
{
    struct stat s;

    is(syscall(SYS_newfstatat, AT_FDCWD, "", &s, AT_EMPTY_PATH), 0,
       "AT_EMPTY_PATH of the current directory");
    fails(syscall(SYS_newfstatat, AT_FDCWD, "/", &s, 1 << 30), EINVAL,
          "an unknown flag: EINVAL");
    mkdir("/tmp/gone", 0700);
    int fd = open("/tmp/gone", O_RDONLY);
    rmdir("/tmp/gone");
    fails(syscall(SYS_getdents64, fd, text, 100), ENOENT,
          "a removed directory cannot be read: ENOENT");
    close(fd);
}

/* Somebody else runs meanwhile, and can kill him who copies. */
static void test_long_copy(void)
{
    size_t size = 16 << 20;
    char *m = mmap(NULL, size, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    long sum = 0;

    if (pid == 0)
        _exit(read(open("/dev/urandom", O_RDONLY), m, size) < 0);
    while (!*(volatile long *)m)
        sched_yield();
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    for (size_t i = size - 100; i < size; i++)
        sum += m[i] != 0;
    is(sum, 0, "a long read is broken off by SIGKILL");
    munmap(m, size);
}

static void test_descriptors(void)
{
    int fd = open("/dev/null", O_RDWR), copy = dup(fd);

    ok(copy > fd, "dup gives the lowest free one");
    is(dup2(fd, 50), 50, "dup2 the one asked for");
    is(dup2(50, 50), 50, "itself too");
    fails(dup2(99, 5), EBADF, "dup2 of none: EBADF");
    is(write(50, "x", 1), 1, "it works");
    is(fcntl(50, F_SETFD, FD_CLOEXEC), 0, "close-on-exec");
    is(fcntl(50, F_GETFD), FD_CLOEXEC, "is kept");
    int many = 0, last = -1, first = -1;
    while ((last = dup(fd)) >= 0) {
        if (first < 0)
            first = last;
        many++;
    }
    fails(last, EMFILE, "without end: EMFILE");
    fails(open("/tmp/one more", O_RDWR | O_CREAT, 0600), EMFILE,
          "nor can a file be opened");
    fails(access("/tmp/one more", F_OK), ENOENT, "which is not made then");
    for (int i = first; many > 0; i++)
        if (i != 50 && close(i) == 0)
            many--;
    close(50);
    close(copy);
    close(fd);
    char c = 'c';
    fd = open("/dev/zero", O_RDONLY);
    ok(read(fd, &c, 1) == 1 && c == 0, "/dev/zero");
    close(fd);
    fd = open("/dev/full", O_WRONLY);
    fails(write(fd, "x", 1), ENOSPC, "/dev/full");
    close(fd);
    fd = open("/proc/meminfo", O_RDONLY);
    ok(read(fd, text, 10) == 10 && memcmp(text, "MemTotal:", 9) == 0,
       "/proc/meminfo");
    close(fd);
    fails(unlink("/proc/meminfo"), EPERM, "cannot be removed: EPERM");
    struct winsize w;
    if (isatty(1))
        ok(ioctl(1, TIOCGWINSZ, &w) == 0 && w.ws_col == 80, "TIOCGWINSZ");
}

static volatile int got_pipe;

static void on_pipe(int signo)
{
    got_pipe = signo;
}

static void test_pipes(void)
{
    int fd[2], status;
    char buf[100];

    is(pipe(fd), 0, "pipe");
    is(write(fd[1], "through", 7), 7, "takes");
    is(read(fd[0], buf, 100), 7, "and gives");
    fails(lseek(fd[0], 0, SEEK_SET), ESPIPE, "has no position: ESPIPE");
    pid_t pid = fork();
    if (pid == 0) {
        long sum = 0, n;
        close(fd[1]);
        while ((n = read(fd[0], text, 777)) > 0)
            sum += n;
        _exit(sum != 500000);
    }
    memset(text, 'p', sizeof(text));
    for (int i = 0; i < 5; i++)
        if (write(fd[1], text, sizeof(text)) != sizeof(text))
            break;
    close(fd[1]);
    waitpid(pid, &status, 0);
    is(status, 0, "500,000 bytes go through to the end");
    close(fd[0]);
    if (pipe2(fd, O_NONBLOCK) < 0)
        return;
    fails(read(fd[0], buf, 1), EAGAIN, "empty, O_NONBLOCK: EAGAIN");
    long total = 0, n;
    while ((n = write(fd[1], text, 4096)) > 0)
        total += n;
    fails(n, EAGAIN, "full: EAGAIN");
    is(total, 65536, "after 64 KiB");
    close(fd[0]);
    signal(SIGPIPE, on_pipe);
    fails(write(fd[1], "x", 1), EPIPE, "no reader: EPIPE");
    is(got_pipe, SIGPIPE, "and SIGPIPE");
    got_pipe = 0;
    close(fd[1]);
    if (pipe(fd) < 0)
        return;
    pid = fork();
    if (pid == 0) {
        usleep(20000);              /* the parent has filled the pipe */
        _exit(0);
    }
    close(fd[0]);
    ok(write(fd[1], text, sizeof(text)) > 0, "a reader that goes away");
    is(got_pipe, SIGPIPE, "is SIGPIPE after a part, too");
    waitpid(pid, &status, 0);
    signal(SIGPIPE, SIG_DFL);
    close(fd[1]);
}

int main(void)
{
    umask(0);
    test_files();
    test_directories();
    test_rename();
    test_owners();
    test_end_of_memory();
    test_end_of_numbers();
    test_edges();
    test_long_copy();
    test_descriptors();
    test_pipes();
    return plan();
}
