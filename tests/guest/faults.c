/*
 * faults.c - every call when memory is out, at every place where it asks for
 * some: /proc/self/fail-nth makes the n-th allocation fail, for n = 1, 2, ...
 * until the call gets by without. A call that fails says so by the error that
 * Linux has for it, and has changed nothing; one that succeeds all the same
 * has done its work. The kernel is started with the word `faults`.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include "tap.h"

#define PAGE 4096ul
#define MIB (1024 * 1024ul)
#define ARENA ((char *)0x10000000000)   /* nothing is there but what we map */
#define NTH_MAX 200
#define TABLE_MAX 16384
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

static const char *self;
static int nth_file = -1;

/* --- what must be as before ------------------------------------------------ */

struct state {
    long used, objects, free;           /* frames, kernel objects */
    unsigned files;                     /* a bit for each open one */
    char segments[TABLE_MAX], semaphores[TABLE_MAX], maps[TABLE_MAX];
};
static struct state before, after, start, end;

/* The whole file as a string; it may end earlier on demand. */
static void text_of(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY);
    ssize_t n;
    size_t used = 0;

    while ((n = read(fd, text + used, size - 1 - used)) > 0)
        used += n;
    text[used] = '\0';
    close(fd);
}

static long number_in(const char *text, const char *name)
{
    const char *at = strstr(text, name);

    return at ? atol(at + strlen(name)) : -1;
}

/* The times and the last pid of a segment may have changed. */
static void cut_columns(char *table, int from, int to)
{
    for (char *line = table; *line; line = strchr(line, '\n') + 1) {
        int column = 0;
        for (char *c = line; *c != '\n'; c++) {
            if (*c != ' ' && (c == line || c[-1] == ' '))
                column++;
            if (*c != ' ' && column >= from && column <= to)
                *c = '*';
        }
    }
}

static void look(struct state *s)
{
    static char frames[1024];

    s->files = 0;
    for (int fd = 0; fd < 32; fd++)
        s->files |= (unsigned)(fcntl(fd, F_GETFD) >= 0) << fd;
    text_of("/proc/sysvipc/shm", s->segments, sizeof(s->segments));
    text_of("/proc/sysvipc/sem", s->semaphores, sizeof(s->semaphores));
    text_of("/proc/self/maps", s->maps, sizeof(s->maps));
    cut_columns(s->segments, 12, 14);
    cut_columns(s->segments, 6, 6);
    cut_columns(s->semaphores, 9, 10);
    text_of("/proc/frames", frames, sizeof(frames));
    s->used = number_in(frames, "used ");
    s->free = number_in(frames, "free ");
    s->objects = number_in(frames, "objects ");
}

static int same(const char *name, int nth, const struct state *a,
                const struct state *b)
{
    int good = 1;

#define COMPARE(condition, ...) \
    if (!(condition)) { \
        good = 0; \
        printf("# %s, allocation %d: ", name, nth); \
        printf(__VA_ARGS__); \
    }
    COMPARE(a->used == b->used, "%ld frames, then %ld\n", a->used, b->used)
    COMPARE(a->objects == b->objects, "%ld objects, then %ld\n", a->objects,
            b->objects)
    COMPARE(a->files == b->files, "files %#x, then %#x\n", a->files, b->files)
    COMPARE(!strcmp(a->segments, b->segments), "segments\n%sthen\n%s",
            a->segments, b->segments)
    COMPARE(!strcmp(a->semaphores, b->semaphores), "semaphores\n%sthen\n%s",
            a->semaphores, b->semaphores)
    COMPARE(!strcmp(a->maps, b->maps), "maps\n%sthen\n%s", a->maps, b->maps)
    return good;
}

/* --- the knob -------------------------------------------------------------- */

static void arm(int nth)
{
    char text[16];

    snprintf(text, sizeof(text), "%d", nth);
    if (pwrite(nth_file, text, strlen(text), 0) < 0)
        _exit(99);
}

/* How many allocations were left before the one that fails: 0 if it has. */
static int disarm(void)
{
    char text[16] = "";
    int error = errno;

    if (pread(nth_file, text, sizeof(text) - 1, 0) < 1 ||
        pwrite(nth_file, "0", 1, 0) < 0)
        _exit(99);
    errno = error;
    return atoi(text);
}

static void open_knob(void)
{
    close(nth_file);
    nth_file = open("/proc/self/fail-nth", O_RDWR);
    disarm();                           /* its text has memory from now on */
}

/* --- the calls ------------------------------------------------------------- */

/*
 * `prepare` makes what the call works on, `call` returns -1 with errno if it
 * failed, `check` whether what it claims to have done is true, `undo` takes
 * back its work (if `done`) and what was prepared.
 */
struct call {
    const char *name;
    void (*prepare)(void);
    long (*call)(void);
    int (*check)(long result);
    void (*undo)(long result, int done);
    enum { NEEDS, MODEST, KEEPS } kind; /* MODEST: needs no memory; KEEPS:
                                           empty tables stay with the file */
};

static int id = -1, fds[2];
static char *at, data[8 * PAGE];

static void nothing(void)
{
}

static int sound(long result)
{
    (void)result;
    return 1;
}

static int is_zero(long result)
{
    return result == 0;
}

static void leave(long result, int done)
{
    (void)result, (void)done;
}

/* --- shared memory --- */

static long get_private(void)
{
    return shmget(IPC_PRIVATE, 3 * PAGE, 0600);
}

static long get_key(void)
{
    return shmget(0xfa11, 3 * PAGE, IPC_CREAT | IPC_EXCL | 0600);
}

static long get_huge(void)
{
    return shmget(IPC_PRIVATE, 4 * MIB, SHM_HUGETLB | 0600);
}

static void remove_got(long result, int done)
{
    if (done)
        shmctl(result, IPC_RMID, NULL);
}

/* So many that the table of ids must grow. */
static int many[64];

static void make_many(void)
{
    for (int i = 0; i < 8; i++)
        many[i] = shmget(IPC_PRIVATE, PAGE, 0600);
}

static void remove_many(long result, int done)
{
    remove_got(result, done);
    for (int i = 0; i < 8; i++)
        shmctl(many[i], IPC_RMID, NULL);
}

static void make_segment(void)
{
    id = shmget(IPC_PRIVATE, 6 * PAGE, 0600);
}

static void remove_segment(long result, int done)
{
    if (done)
        shmdt((void *)result);
    shmctl(id, IPC_RMID, NULL);
}

/* One that has pages, which are linked when it is attached. */
static void make_touched(void)
{
    make_segment();
    at = shmat(id, NULL, 0);
    memset(at, 'x', 6 * PAGE);
    shmdt(at);
}

static long attach(void)
{
    return (long)shmat(id, NULL, 0);
}

static long attach_at(void)
{
    return (long)shmat(id, ARENA + PAGE, 0);
}

static int shows_x(long result)
{
    return *(volatile char *)result == 'x';
}

static int shows_data(long result)
{
    return *(volatile char *)result == data[0];
}

static int shows_zero(long result)
{
    return *(volatile char *)result == 0;
}

/* Attached in the arena, with a private page before and behind. */
static void make_attached(void)
{
    make_touched();
    at = shmat(id, ARENA + PAGE, 0);
    mmap(ARENA, PAGE, PROT_READ | PROT_WRITE,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    mmap(ARENA + 7 * PAGE, PAGE, PROT_READ,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    ARENA[0] = 'p';
    at[PAGE] = at[5 * PAGE] = 'x';
}

static void remove_attached(long result, int done)
{
    (void)result, (void)done;
    munmap(ARENA, 16 * PAGE);
    shmctl(id, IPC_RMID, NULL);
}

static int second;

static void make_second(void)
{
    make_attached();
    second = shmget(IPC_PRIVATE, 2 * PAGE, 0600);
}

static void remove_second(long result, int done)
{
    remove_attached(result, done);
    shmctl(second, IPC_RMID, NULL);
}

/* Over the middle of another attachment. */
static long attach_over(void)
{
    return (long)shmat(second, at + 2 * PAGE, SHM_REMAP);
}

static int replaced_middle(long result)
{
    return shows_zero(result) && at[0] == 'x' && at[4 * PAGE] == 'x';
}

static void cut(void)
{
    make_attached();
    munmap(at + 2 * PAGE, PAGE);
}

static long detach(void)
{
    return shmdt(at);
}

static long unmap_middle(void)
{
    return munmap(at + 2 * PAGE, PAGE);
}

/* The end of the private page, all of the segment, and more. */
static void make_wide(void)
{
    make_attached();
    mmap(ARENA + 7 * PAGE, 4 * PAGE, PROT_READ,
         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static long unmap_across(void)
{
    return munmap(at + 2 * PAGE, 7 * PAGE);
}

static long protect_middle(void)
{
    return mprotect(at + 2 * PAGE, PAGE, PROT_READ);
}

static long protect_across(void)
{
    return mprotect(at + 2 * PAGE, 6 * PAGE, PROT_READ);
}

static int readable(long result)
{
    return result == 0 && at[0] == 'x' && at[2 * PAGE] == 'x';
}

/* A page of the middle goes elsewhere. */
static long move_middle(void)
{
    return (long)mremap(at + 2 * PAGE, PAGE, PAGE,
                        MREMAP_MAYMOVE | MREMAP_FIXED, ARENA + 12 * PAGE);
}

static long double_middle(void)
{
    return (long)mremap(at + PAGE, 0, PAGE, MREMAP_MAYMOVE);
}

static void remove_double(long result, int done)
{
    if (done)
        munmap((void *)result, PAGE);
    remove_attached(result, done);
}

static long keep_from_children(void)
{
    return madvise(at + 2 * PAGE, PAGE, MADV_DONTFORK);
}

static long lock_middle(void)
{
    return mlock(at + 2 * PAGE, PAGE);
}

static void make_untouched(void)
{
    make_segment();
    at = shmat(id, ARENA, 0);
}

static void make_untouched_aside(void)
{
    make_segment();
    at = shmat(id, ARENA + PAGE, 0);
}

static long touch_read(void)
{
    return at[PAGE];
}

static long touch_write(void)
{
    return (at[PAGE] = 'w') - 'w';
}

static void remove_touched(long result, int done)
{
    (void)result, (void)done;
    shmdt(at);
    shmctl(id, IPC_RMID, NULL);
}

static long get_stat(void)
{
    struct shmid_ds ds;

    return shmctl(id, IPC_STAT, &ds);
}

/* --- other memory --- */

static long map_private(void)
{
    return (long)mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long map_shared(void)
{
    return (long)mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static long map_over(void)
{
    return (long)mmap(at + 2 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static long map_file(void)
{
    return (long)mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fds[0], 0);
}

static void unmap_mapped(long result, int done)
{
    if (done)
        munmap((void *)result, 4 * PAGE);
}

static void make_private(void)
{
    at = mmap(ARENA, 4 * PAGE, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void make_written(void)
{
    make_private();
    memset(at, 'x', 4 * PAGE);
}

/* Far off, where other tables are needed. */
static long move_private(void)
{
    return (long)mremap(at + PAGE, 2 * PAGE, 2 * PAGE,
                        MREMAP_MAYMOVE | MREMAP_FIXED, ARENA + 4096 * MIB);
}

static void unmap_moved(long result, int done)
{
    (void)result, (void)done;
    munmap(ARENA, 16 * PAGE);
    munmap(ARENA + 4096 * MIB, 2 * PAGE);
}

static void unmap_arena(long result, int done)
{
    (void)result, (void)done;
    munmap(ARENA, 16 * PAGE);
}

static long raw_brk(long end)
{
    return syscall(SYS_brk, end);
}

static long old_break;

static void note_break(void)
{
    old_break = raw_brk(0);
}

/* The call itself tells of failure by the old end. */
static long grow_heap(void)
{
    errno = ENOMEM;
    return raw_brk(old_break + 3 * PAGE) == old_break ? -1 : 0;
}

static void shrink_heap(long result, int done)
{
    (void)result, (void)done;
    raw_brk(old_break);
}

/* --- processes --- */

static long call_fork(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid;
}

static long call_vfork(void)
{
    pid_t pid = vfork();

    if (pid == 0)
        _exit(0);
    return pid;
}

static long call_clone(void)
{
    long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

    if (pid == 0)
        _exit(0);
    return pid;
}

static void reap(long result, int done)
{
    if (done)
        waitpid(result, NULL, 0);
}

static void fork_undo(long result, int done)
{
    reap(result, done);
    remove_attached(result, done);
}

/* A child that has a copy of our pages. */
static void make_copied(void)
{
    make_private();
    at[PAGE] = 1;
    if (pipe(fds) < 0)
        _exit(99);
    id = fork();
    if (id == 0) {
        close(fds[1]);
        _exit(read(fds[0], data, 1));
    }
    close(fds[0]);
}

static void reap_copied(long result, int done)
{
    close(fds[1]);
    waitpid(id, NULL, 0);
    unmap_arena(result, done);
}

/* The new program is this one: see main(). It starts with what is left of the
 * count, and tells whether it was all used. */
static int exec_and_tell(int nth)
{
    char *argv[] = { (char *)self, "left", NULL };

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        open_knob();
        look(&after);
        look(&before);
        arm(nth);
        execv(self, argv);
        disarm();
        int error = errno;
        look(&after);
        int good = same("execve", nth, &before, &after);
        fflush(stdout);
        _exit(good && error == ENOMEM ? 2 : 3);
    }
    int status;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static void test_exec(void)
{
    int nth = 0, result, good = 1, failures = 0;

    exec_and_tell(1);
    look(&start);
    do {
        result = exec_and_tell(++nth);
        good = good && result <= 2;
        failures += result == 2;
    } while (result != 1 && good && nth < NTH_MAX);
    look(&end);
    if (!good)
        printf("# execve, allocation %d: result %d\n", nth, result);
    ok(good && failures > 5 && nth < NTH_MAX,
       "execve: %d allocations, of which %d are needed", nth - 1, failures);
    ok(same("execve", nth, &start, &end), "and nothing is left of it");
}

static volatile int handled;

static void handle(int signo)
{
    handled = signo;
}

static void catch_signal(void)
{
    handled = 0;
    signal(SIGUSR1, handle);
}

static long raise_signal(void)
{
    return kill(getpid(), SIGUSR1);
}

static int was_handled(long result)
{
    return result == 0 && handled == SIGUSR1;
}

static void make_dead_child(void)
{
    id = fork();
    if (id == 0)
        _exit(7);
}

static long wait_for_it(void)
{
    int status;

    return wait(&status) == id ? 0 : -1;
}

static gid_t groups[16];

static long set_groups(void)
{
    return setgroups(16, groups);
}

static void reset_groups(long result, int done)
{
    (void)result, (void)done;
    setgroups(0, NULL);
}

static long call_poll(void)
{
    struct { int fd; short events, revents; } none = { -1, 0, 0 };

    return syscall(SYS_poll, &none, 1, 0);
}

static long call_select(void)
{
    static unsigned long set[16];
    struct timespec now = { 0, 0 };

    return syscall(SYS_pselect6, 1, set, NULL, NULL, &now, NULL);
}

static long call_statfs(void)
{
    static long fs[15];

    return syscall(SYS_statfs, "/tmp", fs);
}

static long nap(void)
{
    struct timespec t = { 0, 1000000 };

    return nanosleep(&t, NULL);
}

/* --- futexes and semaphores --- */

static long futex_wait(void)
{
    struct timespec t = { 0, 1000000 };
    long result = syscall(SYS_futex, at + 2 * PAGE, FUTEX_WAIT, 0x78787878, &t,
                          NULL, 0);

    return result < 0 && errno == ETIMEDOUT ? 0 : result;
}

static long futex_wake(void)
{
    return syscall(SYS_futex, at + 2 * PAGE, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static long sem_get(void)
{
    return semget(IPC_PRIVATE, 40, 0600);
}

static void sem_remove_got(long result, int done)
{
    if (done)
        semctl(result, 0, IPC_RMID);
}

static void sem_make(void)
{
    id = semget(IPC_PRIVATE, 40, 0600);
}

static void sem_remove(long result, int done)
{
    (void)result, (void)done;
    semctl(id, 0, IPC_RMID);
}

static long sem_up(void)
{
    struct sembuf up[2] = { { 0, 1, 0 }, { 1, 1, 0 } };

    return semop(id, up, 2);
}

static long sem_up_undo(void)
{
    struct sembuf up[2] = { { 0, 1, SEM_UNDO }, { 1, 1, 0 } };

    return semop(id, up, 2);
}

static int is_up(long result)
{
    return result == 0 && semctl(id, 0, GETVAL) == 1;
}

static long sem_wait_a_little(void)
{
    struct timespec t = { 0, 1000000 };
    struct sembuf down = { 0, -1, 0 };
    long result = semtimedop(id, &down, 1, &t);

    return result < 0 && errno == EAGAIN ? 0 : result;
}

static unsigned short values[40];

static long sem_all(int cmd)
{
    union { int val; unsigned short *array; } arg = { .array = values };

    return semctl(id, 0, cmd, arg);
}

static long sem_get_all(void)
{
    return sem_all(GETALL);
}

static long sem_set_all(void)
{
    return sem_all(SETALL);
}

/* --- files --- */

static long call_pipe(void)
{
    return pipe(fds);
}

static void close_pipe(long result, int done)
{
    (void)result;
    if (done) {
        close(fds[0]);
        close(fds[1]);
    }
}

static void make_pipe(void)
{
    if (pipe(fds) < 0)
        _exit(99);
}

static long write_pipe(void)
{
    return write(fds[1], data, 6000);
}

static int wrote(long result)
{
    return result > 0 && result <= 6000;
}

static void close_written(long result, int done)
{
    (void)done;
    close_pipe(result, 1);
}

static long create(void)
{
    return open("/tmp/new", O_RDWR | O_CREAT | O_EXCL, 0600);
}

static void close_new(long result, int done)
{
    if (done)
        close(result);
    unlink("/tmp/new");
}

static void make_file(void)
{
    fds[0] = open("/tmp/old", O_RDWR | O_CREAT | O_TRUNC, 0600);
}

static void make_full_file(void)
{
    make_file();
    if (write(fds[0], data, sizeof(data)) < 0)
        _exit(99);
    lseek(fds[0], 0, SEEK_SET);
}

static void remove_file(long result, int done)
{
    (void)result, (void)done;
    close(fds[0]);
    unlink("/tmp/old");
}

static void unmap_file(long result, int done)
{
    unmap_mapped(result, done);
    remove_file(result, done);
}

static long open_old(void)
{
    return open("/tmp/old", O_RDONLY);
}

static void close_old(long result, int done)
{
    if (done)
        close(result);
    remove_file(result, done);
}

static long truncate_old(void)
{
    int fd = open("/tmp/old", O_WRONLY | O_TRUNC);

    return fd < 0 ? -1 : close(fd);
}

static long write_file(void)
{
    return write(fds[0], data, 6000);
}

/* Pages far apart need tables, too. */
static long write_far(void)
{
    return pwrite(fds[0], data, 6000, 5 * MIB);
}

static long vector_write(void)
{
    struct iovec parts[2] = { { data, 3000 }, { data, 3000 } };

    return writev(fds[0], parts, 2);
}

static long resize(void)
{
    return ftruncate(fds[0], 3 * 1024 * MIB);
}

static long duplicate(void)
{
    return dup2(fds[0], 30);
}

static void close_duplicate(long result, int done)
{
    if (done)
        close(30);
    remove_file(result, done);
}

static long make_directory(void)
{
    return mkdir("/tmp/dir", 0700);
}

static void remove_directory(long result, int done)
{
    (void)result;
    if (done)
        rmdir("/tmp/dir");
}

static long call_rename(void)
{
    return rename("/tmp/old", "/tmp/a name that is longer than the old one");
}

static int file_is_there(long result)
{
    struct stat s;

    return result == 0 &&
           stat("/tmp/a name that is longer than the old one", &s) == 0;
}

static void remove_renamed(long result, int done)
{
    unlink("/tmp/a name that is longer than the old one");
    remove_file(result, done);
}

static long stat_old(void)
{
    struct stat s;

    return stat("/tmp/old", &s);
}

static long remove_old(void)
{
    return unlink("/tmp/old");
}

static long change_directory(void)
{
    return chdir("/tmp");
}

static void change_back(long result, int done)
{
    (void)result, (void)done;
    if (chdir("/") < 0)
        _exit(99);
}

/* --- /proc: `path` is read to its end --- */

static const char *path;

static long read_path(void)
{
    int error, fd = open(path, O_RDONLY);
    ssize_t n = fd;

    while (fd >= 0 && (n = read(fd, data, sizeof(data))) > 0)
        continue;
    error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : 0;
}

static long list_path(void)
{
    int error, fd = open(path, O_RDONLY | O_DIRECTORY);
    ssize_t n = fd;

    while (fd >= 0 && (n = syscall(SYS_getdents64, fd, data, sizeof(data))) > 0)
        continue;
    error = errno;
    close(fd);
    errno = error;
    return n < 0 ? -1 : 0;
}

/* --- the test -------------------------------------------------------------- */

static const struct call calls[] = {
    { "shmget private", nothing, get_private, sound, remove_got },
    { "shmget key", nothing, get_key, sound, remove_got },
    { "shmget many", make_many, get_key, sound, remove_many },
    { "shmget huge", nothing, get_huge, sound, remove_got },
    { "shmat", make_segment, attach, shows_zero, remove_segment },
    { "shmat touched", make_touched, attach, shows_x, remove_segment },
    { "shmat fixed", make_touched, attach_at, shows_x, remove_segment },
    { "shmat REMAP", make_second, attach_over, replaced_middle, remove_second },
    { "first read", make_untouched, touch_read, is_zero, remove_touched },
    { "first write", make_untouched, touch_write, is_zero, remove_touched },
    { "first read, not linked", make_untouched_aside, touch_read, is_zero,
      remove_touched },
    { "first write, not linked", make_untouched_aside, touch_write, is_zero,
      remove_touched },
    { "shmdt", make_attached, detach, is_zero, remove_attached, MODEST },
    { "shmdt cut", cut, detach, is_zero, remove_attached, MODEST },
    { "shmctl", make_segment, get_stat, is_zero, remove_segment, MODEST },
    { "munmap middle", make_attached, unmap_middle, is_zero, remove_attached },
    { "munmap across", make_wide, unmap_across, is_zero, remove_attached },
    { "mprotect middle", make_attached, protect_middle, readable,
      remove_attached },
    { "mprotect across", make_wide, protect_across, readable, remove_attached },
    { "mremap middle", make_attached, move_middle, shows_x, remove_attached },
    { "mremap doubles", make_attached, double_middle, shows_x, remove_double },
    { "mremap private", make_written, move_private, shows_x, unmap_moved },
    { "madvise DONTFORK", make_attached, keep_from_children, is_zero,
      remove_attached },
    { "mlock middle", make_attached, lock_middle, is_zero, remove_attached },
    { "mmap private", nothing, map_private, shows_zero, unmap_mapped },
    { "mmap shared", nothing, map_shared, shows_zero, unmap_mapped },
    { "mmap over", make_attached, map_over, shows_zero, remove_attached },
    { "mmap file", make_full_file, map_file, shows_data, unmap_file },
    { "private read", make_private, touch_read, is_zero, unmap_arena },
    { "private write", make_private, touch_write, is_zero, unmap_arena },
    { "private write after fork", make_copied, touch_write, is_zero,
      reap_copied },
    { "brk", note_break, grow_heap, is_zero, shrink_heap },
    { "fork", make_attached, call_fork, sound, fork_undo },
    { "vfork", nothing, call_vfork, sound, reap },
    { "clone", nothing, call_clone, sound, reap },
    { "kill", catch_signal, raise_signal, was_handled, leave, MODEST },
    { "wait", make_dead_child, wait_for_it, is_zero, leave, MODEST },
    { "setgroups", nothing, set_groups, is_zero, reset_groups, MODEST },
    { "nanosleep", nothing, nap, is_zero, leave, MODEST },
    { "poll", nothing, call_poll, is_zero, leave },
    { "select", nothing, call_select, is_zero, leave },
    { "statfs", nothing, call_statfs, is_zero, leave },
    { "futex wait", make_attached, futex_wait, sound, remove_attached, MODEST },
    { "futex wake", make_attached, futex_wake, sound, remove_attached, MODEST },
    { "semget", nothing, sem_get, sound, sem_remove_got },
    { "semop", sem_make, sem_up, is_up, sem_remove },
    { "semop UNDO", sem_make, sem_up_undo, is_up, sem_remove },
    { "semtimedop", sem_make, sem_wait_a_little, is_zero, sem_remove },
    { "semctl GETALL", sem_make, sem_get_all, is_zero, sem_remove },
    { "semctl SETALL", sem_make, sem_set_all, is_zero, sem_remove },
    { "pipe", nothing, call_pipe, is_zero, close_pipe },
    { "write to a pipe", make_pipe, write_pipe, wrote, close_written, MODEST },
    { "open, new", nothing, create, sound, close_new },
    { "open", make_full_file, open_old, sound, close_old },
    { "open, truncated", make_full_file, truncate_old, is_zero, remove_file },
    { "write", make_file, write_file, wrote, remove_file, KEEPS },
    { "write far", make_file, write_far, wrote, remove_file, KEEPS },
    { "writev", make_file, vector_write, wrote, remove_file, KEEPS },
    { "ftruncate", make_full_file, resize, is_zero, remove_file, KEEPS },
    { "dup2", make_file, duplicate, sound, close_duplicate, MODEST },
    { "mkdir", nothing, make_directory, is_zero, remove_directory },
    { "rename", make_file, call_rename, file_is_there, remove_renamed },
    { "stat", make_file, stat_old, is_zero, remove_file },
    { "unlink", make_file, remove_old, is_zero, remove_file },
    { "chdir", nothing, change_directory, is_zero, change_back },
};

static const char *const files[] = {
    "/proc/meminfo", "/proc/frames", "/proc/boot", "/proc/uptime",
    "/proc/self/stat", "/proc/self/status", "/proc/self/cmdline",
    "/proc/self/maps", "/proc/self/fail-nth", "/proc/self/statm",
    "/proc/self/oom_score_adj", "/proc/stat", "/proc/cpuinfo",
    "/proc/version", "/proc/sys/vm/nr_hugepages",
    "/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sys/kernel/shmmax",
    "/proc/sys/kernel/sem",
};
static const char *const directories[] = {
    "/", "/proc", "/proc/self", "/proc/sys/kernel", "/dev",
};

static int is_lack(int error)
{
    return error == ENOMEM || error == EAGAIN || error == ENOSPC;
}

/* One call with the allocation `nth` failing: whether all is as it should be.
 * *left tells whether it was reached. */
static int one_try(const struct call *c, int nth, int *left, int *errors)
{
    int good = 1;

    look(&start);
    c->prepare();
    look(&before);
    arm(nth);
    errno = 0;
    long result = c->call();
    *left = disarm();
    int error = errno, failed = result == -1;
    *errors += failed;
    if (failed) {
        look(&after);
        if (c->kind == KEEPS)
            after.used = before.used;
        good = same(c->name, nth, &before, &after);
        if (*left > 0 || !is_lack(error)) {
            good = 0;
            printf("# %s, allocation %d: error %d (%s)\n", c->name, nth, error,
                   strerror(error));
        }
    } else if (!c->check(result)) {
        good = 0;
        printf("# %s, allocation %d: result %ld is not true\n", c->name, nth,
               result);
    }
    c->undo(result, !failed);
    look(&end);
    return same(c->name, nth, &start, &end) && good;
}

static void test(const struct call *c)
{
    int nth = 0, left, errors = 0, good = 1;

    one_try(c, NTH_MAX * 100, &left, &errors);  /* libc's own memory is there */
    do
        good = one_try(c, ++nth, &left, &errors) && good;
    while (left == 0 && nth < NTH_MAX);
    ok(good && nth < NTH_MAX && (nth > 1 || c->kind == MODEST),
       "%s: %d allocations, of which %d are needed", c->name, nth - 1, errors);
}

static void test_files(void)
{
    for (unsigned i = 0; i < sizeof(files) / sizeof(*files); i++) {
        path = files[i];
        test(&(struct call){ path, nothing, read_path, is_zero, leave, NEEDS });
    }
    for (unsigned i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
        path = directories[i];
        test(&(struct call){ path, nothing, list_path, is_zero, leave, NEEDS });
    }
}

static void test_knob(void)
{
    arm(5);
    is(disarm(), 5, "fail-nth tells how many allocations are left");
    is(disarm(), 0, "0 takes it back");
    fails(pwrite(nth_file, "x", 1, 0), EINVAL, "it takes numbers only");
    arm(1);
    if (fork() == 0)
        _exit(0);
    is(disarm(), 0, "0 tells that it has happened");
    is(errno, EAGAIN, "a process that can't be made: EAGAIN, as on Linux");
    arm(100);
    int status, pid = fork();
    if (pid == 0) {
        open_knob();
        arm(0);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    ok(status == 0 && disarm() > 0, "a child has a count of its own");
}

int main(int argc, char **argv)
{
    self = argv[0];
    if (argc > 1) {
        nth_file = open("/proc/self/fail-nth", O_RDWR);
        _exit(pread(nth_file, data, 1, 0) == 1 && disarm() > 0);
    }
    stay_on(0);
    for (int i = 0; i < 2; i++)         /* all that we have is in memory then */
        look(i ? &before : &after), look(i ? &start : &end);
    memset(data, 'd', sizeof(data));
    open_knob();
    if (nth_file < 0) {
        printf("1..0 # SKIP this kernel was started without `faults`\n");
        return 0;
    }
    test_knob();
    for (unsigned i = 0; i < sizeof(calls) / sizeof(*calls); i++)
        test(&calls[i]);
    test_files();
    test_exec();
    return plan();
}
