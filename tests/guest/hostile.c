/* hostile.c - programs and files that mean harm: broken executables, a fork
 * bomb, memory hogs. The machine stays up, and loses nothing. */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "tap.h"

#define PAGE 4096ul
#define VICTIM "/tmp/victim"
#define CALL_CLONE 56               /* a C library wraps it beyond use here */
#define SETTID 0x1000000            /* CLONE_CHILD_SETTID */

static char *image;                 /* a sound program, to be broken */
static size_t image_size;

static Elf64_Ehdr *header(void)
{
    return (Elf64_Ehdr *)image;
}

static Elf64_Phdr *load_segment(int skip)
{
    Elf64_Phdr *p = (Elf64_Phdr *)(image + header()->e_phoff);

    for (;; p++)
        if (p->p_type == PT_LOAD && skip-- == 0)
            return p;
}

static long frames_used(void)
{
    char line[80];
    long n = -1;
    FILE *f = fopen("/proc/frames", "r");

    while (f && fgets(line, sizeof(line), f))
        sscanf(line, "used %ld", &n);
    if (f)
        fclose(f);
    return n;
}

static void image_load(const char *path)
{
    struct stat s;
    int fd = open(path, O_RDONLY);

    fstat(fd, &s);
    image_size = s.st_size;
    image = realloc(image, image_size);
    if (read(fd, image, image_size) != (ssize_t)image_size)
        exit(1);
    close(fd);
}

/* Write the first `size` bytes of the image as a program and run it; the
 * errno of exec, or -1 if it started. */
static int try_exec(size_t size)
{
    char *argv[] = { VICTIM, NULL };
    int status, fd = open(VICTIM, O_WRONLY | O_CREAT | O_TRUNC, 0755);

    if (write(fd, image, size) != (ssize_t)size)
        exit(1);
    close(fd);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execve(VICTIM, argv, argv + 1);
        _exit(errno);
    }
    waitpid(pid, &status, 0);
    unlink(VICTIM);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void run_victim(void)
{
    execl(VICTIM, VICTIM, NULL);
    _exit(errno);
}

static void refused(const char *self, const char *what)
{
    int error = try_exec(image_size);

    ok(error == ENOEXEC || error == ENOMEM, "%s: ENOEXEC or ENOMEM", what);
    if (error != ENOEXEC && error != ENOMEM)
        printf("# result %d\n", error);
    image_load(self);
}

static void test_elf(const char *self)
{
    long before;

    image_load("/bin/true");
    is(try_exec(image_size), 0, "the sound program runs");
    before = frames_used();
    const char *good = "/bin/true";
    (void)self;
    is(try_exec(0), ENOEXEC, "an empty file: ENOEXEC");
    is(try_exec(10), ENOEXEC, "ten bytes: ENOEXEC");
    is(try_exec(64), ENOEXEC, "the header alone: ENOEXEC");
    is(try_exec(header()->e_phoff + 60), ENOEXEC, "cut headers: ENOEXEC");
    ok(try_exec(image_size / 2) > 0, "half a file is refused");
    header()->e_ident[0] = 'x';
    refused(good, "no magic");
    header()->e_ident[EI_CLASS] = ELFCLASS32;
    refused(good, "32 bits");
    header()->e_machine = EM_ARM;
    refused(good, "another machine");
    header()->e_phoff = ~0ul - 8;
    refused(good, "headers at the end of the world");
    header()->e_phnum = 65535;
    refused(good, "65535 segments");
    header()->e_phentsize = 1;
    refused(good, "entries of one byte");
    header()->e_entry = 0;
    refused(good, "an entry outside");
    header()->e_entry = 0xffffffff80100000;
    refused(good, "an entry in the kernel");
    load_segment(0)->p_vaddr = 0xffff800000000000;
    refused(good, "a segment in the kernel");
    load_segment(0)->p_vaddr = 0;
    refused(good, "a segment at 0");
    load_segment(0)->p_memsz = ~0ul;
    refused(good, "a segment of 2^64 bytes");
    load_segment(0)->p_filesz = ~0ul;
    refused(good, "more bytes than the file has");
    load_segment(0)->p_offset = ~0ul - PAGE + 1;
    refused(good, "an offset that wraps");
    load_segment(0)->p_memsz = load_segment(0)->p_filesz - 1;
    refused(good, "less memory than file");
    load_segment(1)->p_vaddr = load_segment(0)->p_vaddr;
    refused(good, "overlapping segments");
    load_segment(0)->p_vaddr += 1;
    refused(good, "a segment not congruent to its offset");
    for (int seed = 0; seed < 200; seed++) {
        srand(seed);
        for (int i = 0; i < 5; i++)
            image[rand() % 400] = rand();
        try_exec(image_size);
        image_load(good);
    }
    ok(1, "200 programs with random headers");
    is(frames_used(), before, "no frame is lost");
}

/* --- too many, too much --------------------------------------------------- */

static void test_fork_bomb(void)
{
    long before = frames_used();
    int n = 0, error, status;

    fflush(stdout);
    pid_t bomb = fork();
    if (bomb == 0) {
        setpgid(0, 0);
        pid_t pid;
        while ((pid = fork()) > 0)
            n++;
        if (pid == 0)
            for (;;)
                pause();
        error = errno;
        signal(SIGTERM, SIG_IGN);
        kill(0, SIGTERM);
        while (wait(NULL) > 0)
            continue;
        _exit(n > 10 && (error == EAGAIN || error == ENOMEM) ? 0 : 1);
    }
    waitpid(bomb, &status, 0);
    is(status, 0, "a fork bomb ends in EAGAIN or ENOMEM");
    is(frames_used(), before, "and leaves no frame behind");
}

static void hog(void)
{
    for (;;) {
        char *p = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED)
            _exit(0);
        for (int i = 0; i < 64; i++)
            p[i * PAGE] = 1;
    }
}

static void shm_hog(void)
{
    for (;;) {
        int id = shmget(IPC_PRIVATE, 256 * PAGE, 0600);
        char *p = shmat(id, NULL, 0);
        if (id < 0 || p == (char *)-1)
            _exit(0);
        shmctl(id, IPC_RMID, NULL);
        for (int i = 0; i < 256; i++)
            p[i * PAGE] = 1;
    }
}

static void file_hog(void)
{
    int fd = open("/tmp/hog", O_WRONLY | O_CREAT, 0600);
    static char block[65536];

    while (write(fd, block, sizeof(block)) > 0)
        continue;
    _exit(errno == ENOSPC || errno == ENOMEM ? 0 : 1);
}

static void test_hogs(void)
{
    long before = frames_used();
    int status = in_child(hog);

    ok(status == 0 || status == SIGKILL, "a memory hog is refused or killed");
    is(frames_used(), before, "its memory comes back");
    status = in_child(shm_hog);
    ok(status == 0 || status == SIGKILL, "so is one of shared memory");
    is(frames_used(), before, "its segments too");
    status = in_child(file_hog);
    ok(status == 0 || status == SIGKILL, "and one that fills the disk");
    unlink("/tmp/hog");
    is(frames_used(), before, "whose file is removed");
    ok(getppid() > 0, "the others live on");
}

static void vfork_hog(void)
{
    if (vfork() == 0)
        hog();
}

static void test_vfork_hog(void)
{
    long before = frames_used();
    int status = in_child(vfork_hog);

    ok(status == 0 || status == SIGKILL, "a hog in its parent's memory too");
    for (int i = 0; i < 100 && frames_used() != before; i++)
        usleep(10000);              /* process 1 reaps the hog */
    is(frames_used(), before, "and all comes back");
}

/* Takes a little memory, and gives it back, again and again. Some of it the
 * kernel is the first to touch. */
static void live_modestly(void)
{
    size_t size = 64 * PAGE;
    int zeros = open("/dev/zero", O_RDONLY);

    for (;;) {
        char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED)
            continue;
        memset(p, 1, size / 2);
        for (size_t at = size / 2; at < size; at += PAGE)
            if (read(zeros, p + at, PAGE) != PAGE)
                _exit(1);
        munmap(p, size);
    }
}

/* A hog that dies gives its memory back by and by: who finds none meanwhile,
 * on another processor, must not have somebody else killed for it. */
static void test_neighbours(void)
{
    pid_t pids[3];
    int alive = 0;

    for (int i = 0; i < 3; i++)
        if ((pids[i] = fork()) == 0)
            live_modestly();
    for (int i = 0; i < 3; i++)
        in_child(hog);
    for (int i = 0; i < 3; i++) {
        alive += waitpid(pids[i], NULL, WNOHANG) == 0;
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    is(alive, 3, "hogs die, and nobody beside them, nor errs");
}

/* A program that runs isn't written, nor one that is written run. */
static void test_busy(const char *self)
{
    struct stat s;

    fails(open(self, O_RDWR), ETXTBSY, "writing to a program: ETXTBSY");
    fails(open(self, O_RDONLY | O_TRUNC), ETXTBSY, "cutting it too");
    ok(stat(self, &s) == 0 && s.st_size > 0, "it is whole");
    int fd = open(VICTIM, O_WRONLY | O_CREAT, 0755);
    ok(write(fd, image, image_size) == (ssize_t)image_size, "a new program");
    fails(execl(VICTIM, VICTIM, NULL), ETXTBSY, "running it: ETXTBSY");
    close(fd);
    is(in_child(run_victim), 0, "until it is closed");
    unlink(VICTIM);
}

/* --- names ---------------------------------------------------------------- */

/* Deeper than the kernel's stack; it is still there at power-off. */
static void test_deep_tree(void)
{
    int depth = 0;

    chdir("/tmp");
    while (depth < 1500 && mkdir("deep", 0700) == 0 && chdir("deep") == 0)
        depth++;
    chdir("/");
    is(depth, 1500, "a deep tree is made");
}

/* In full memory nothing can be renamed, but nothing is lost either. */
static int survives_rename(const char *from, const char *to)
{
    if (rename(from, to) < 0)
        return access(from, F_OK) == 0 || errno == ENOMEM;
    return rename(to, from) == 0;
}

static void test_rename_without_memory(void)
{
    static char name[256], block[PAGE], taker[256];
    int survived = 0, fd = open("/tmp/hog", O_RDWR | O_CREAT, 0600);
    off_t size = 0;

    memset(name, 'n', 250);
    memset(taker, 'm', 245);
    chdir("/tmp");
    mkdir("victim", 0700);
    for (int i = 0; i < 60; i++) {
        snprintf(taker + 245, 4, "%03d", i);
        close(open(taker, O_CREAT | O_WRONLY, 0600));
        while (pwrite(fd, block, PAGE, size) == (ssize_t)PAGE)
            size += PAGE;
        ftruncate(fd, size -= 2 * PAGE);
        survived += survives_rename("victim", name);
        ftruncate(fd, size -= 10 * PAGE);
    }
    is(survived, 60, "rename in full memory loses nothing");
    close(fd);
    unlink("hog");
    rmdir("victim");
    for (int i = 0; i < 60; i++) {
        snprintf(taker + 245, 4, "%03d", i);
        unlink(taker);
    }
    chdir("/");
}

/* --- writes by the back door ---------------------------------------------- */

/* The kernel writes the child's pid across the end of a page. */
static void settid_at(char *at)
{
    pid_t pid = syscall(CALL_CLONE, SETTID | SIGCHLD, 0, 0, at, 0);

    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
}

static void test_settid(void)
{
    int fd = open(VICTIM, O_RDWR | O_CREAT, 0644);
    char *a = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (write(fd, "sound", 6) != 6)
        return;
    mmap(a + PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0);
    ok(strcmp(a + PAGE, "sound") == 0, "a file is mapped read-only");
    settid_at(a + PAGE - 1);
    ok(strcmp(a + PAGE, "sound") == 0, "CHILD_SETTID does not write to it");
    mmap(a + PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0);
    ok(strcmp(a + PAGE, "sound") == 0, "nor, mapped private,");
    settid_at(a + PAGE - 1);
    ok(strcmp(a + PAGE, "sound") == 0, "to a page of it");
    munmap(a, 2 * PAGE);
    close(fd);
    unlink(VICTIM);
}

/* --- a pid that comes again ----------------------------------------------- */

static volatile long seen;          /* by the next process with the pid */

static void test_pid_again(void)
{
    char path[40], text[10];
    pid_t first = fork(), pid;

    if (first == 0)
        _exit(0);
    snprintf(path, sizeof(path), "/proc/%d/stat", first);
    int fd = open(path, O_RDONLY);
    ok(read(fd, text, 1) == 1, "a process's file is read");
    waitpid(first, NULL, 0);
    do {
        pid = vfork();
        if (pid == 0) {
            seen = pread(fd, text, sizeof(text), 0);
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    } while (pid > 0 && pid != first);
    is(pid, first, "all pids later, another has its pid");
    is(seen, -1, "but not its file");
    close(fd);
}

int main(int argc, char **argv)
{
    (void)argc;
    stay_on(0);         /* each processor has its own cache of kernel memory */
    test_elf(argv[0]);
    test_busy(argv[0]);
    test_fork_bomb();
    test_hogs();
    test_vfork_hog();
    test_neighbours();
    test_settid();
    test_rename_without_memory();
    test_deep_tree();
    test_pid_again();
    return plan();
}
