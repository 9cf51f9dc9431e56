/*
 * fuzz.c - random calls about shared memory and semaphores, by several
 * processes and users, with arguments good and bad. The same seed makes the
 * same calls here and on Linux, and all that they say must be the same:
 *
 *     fuzz FIRST COUNT        a line for each seed: a hash of what was said
 *     fuzz FIRST COUNT SEED   and all that was said with SEED
 *     fuzz low ...            the same, and page 0 is mapped, too
 *     fuzz may-map-0          whether root may do that here
 *
 * One process, the leader, draws the numbers and tells the others by pipes
 * what to do; they act one at a time, so that the order is always the same.
 * What can't be the same is given a name: pids are actors' names, addresses
 * that a kernel chose are numbered, times are 0 or not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096ul
#define ARENA 0x10000000000ul       /* pages: small things meet here */
#define ARENA_PAGES 24
#define WIDE 0x10040000000ul        /* and big ones, 2 MiB apart, here */
#define WIDE_STEP 0x200000ul
#define LOW_PAGES 4                 /* from 0 on; programs are at 4 MiB */
#define LOW_MAX 0x400000l
#define ACTORS 6
#define STEPS 80
#define IDS 12                      /* that are remembered */
#define CHOSEN 6                    /* addresses that a kernel chose */
#define PIDS 64
#define TEXT_MAX 8000
#define TOUCH_MAX 1024              /* pages that one call may touch: the host
                                     * has no other bound for root */

#define ORDER_FD 100                /* + actor: it reads orders here */
#define LEADER_FD 120               /* + actor: the leader writes them */
#define REPLY_FD 140                /* all reply here */
#define LEADER_REPLY_FD 141

enum op {
    SHMGET, SHMAT, SHMDT, SHMCTL, MUNMAP, MPROTECT, MMAP, READ, WRITE, SUM,
    FORK, EXIT, KILL, EXEC, USER, GROUPS, SEMGET, SEMOP, SEMCTL, TABLES, MAPS,
    MREMAP, MADVISE, MLOCK, REAP, SYSCTL, OPS
};

/* How often each is drawn; REAP follows an end. */
static const int weights[OPS] = {
    [SHMGET] = 10, [SHMAT] = 22, [SHMDT] = 8, [SHMCTL] = 18, [MUNMAP] = 6,
    [MPROTECT] = 6, [MMAP] = 4, [READ] = 6, [WRITE] = 10, [SUM] = 5,
    [FORK] = 5, [EXIT] = 2, [KILL] = 2, [EXEC] = 1, [USER] = 4, [GROUPS] = 1,
    [SEMGET] = 4, [SEMOP] = 10, [SEMCTL] = 10, [TABLES] = 3, [MAPS] = 4,
    [MREMAP] = 5, [MADVISE] = 4, [MLOCK] = 2, [SYSCTL] = 1,
};

struct order {
    int op, actor;
    int base, chosen;               /* kind of the address, and which */
    long address;                   /* or what is added to it */
    long a, b, c, d, e;
    int removes;                    /* MADV_REMOVE was used: Linux frees pages
                                     * that stay here, filled with zeros */
    int pid_count;
    struct { pid_t pid; int name; } pids[PIDS];
};

struct reply {
    long result;
    int error, length;              /* of the text that follows */
};

enum { ABSOLUTE, IN_ARENA, IN_WIDE, IN_LOW, AT_CHOSEN };

static const char *self;

/* --- an actor -------------------------------------------------------------- */

static int me;
static struct order order;
static char text[TEXT_MAX];
static int length;
static uintptr_t chosen[CHOSEN];

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = vsnprintf(text + length, sizeof(text) - length, format, args);
    va_end(args);
    length += n;
    if (length >= TEXT_MAX)
        length = TEXT_MAX - 1;
}

static void read_all(int fd, void *to, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = read(fd, (char *)to + done, n - done);
        if (got <= 0)
            _exit(90);
        done += got;
    }
}

static void write_all(int fd, const void *from, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t put = write(fd, (const char *)from + done, n - done);
        if (put <= 0)
            _exit(91);
        done += put;
    }
}

static void answer(long result, int error)
{
    struct reply r = { result, error, length };

    write_all(REPLY_FD, &r, sizeof(r));
    write_all(REPLY_FD, text, length);
    length = 0;
}

static const char *name_of(pid_t pid)
{
    static char name[16];

    if (pid == 0)
        return "0";
    for (int i = order.pid_count - 1; i >= 0; i--)
        if (order.pids[i].pid == pid) {
            snprintf(name, sizeof(name), "P%d", order.pids[i].name);
            return name;
        }
    return "P?";
}

static uintptr_t address(void)
{
    switch (order.base) {
    case IN_ARENA: say("arena%+ld", order.address); break;
    case IN_WIDE: say("wide%+ld", order.address); break;
    case IN_LOW: say("low%+ld", order.address); break;
    case AT_CHOSEN: say("#%d%+ld", order.chosen, order.address); break;
    default: say("%#lx", order.address);
    }
    switch (order.base) {
    case IN_ARENA: return ARENA + order.address;
    case IN_WIDE: return WIDE + order.address;
    case AT_CHOSEN: return chosen[order.chosen] + order.address;
    default: return order.address;
    }
}

static void outcome(long result, int error)
{
    if (result == -1)
        say(" = %s", error == EINVAL ? "EINVAL" : error == EACCES ? "EACCES" :
                     error == EPERM ? "EPERM" : error == ENOMEM ? "ENOMEM" :
                     error == EFAULT ? "EFAULT" : error == ENOENT ? "ENOENT" :
                     error == EEXIST ? "EEXIST" : error == ENOSPC ? "ENOSPC" :
                     error == EAGAIN ? "EAGAIN" : error == ERANGE ? "ERANGE" :
                     strerror(error));
    else
        say(" = %ld", result);
}

/* --- what it is told to do --- */

static long do_shmget(void)
{
    say("shmget(%ld, %ld, %#lo)", order.a, order.b, order.c);
    return shmget(order.a, order.b, order.c);
}

static long do_shmat(void)
{
    int asked = order.base != ABSOLUTE || order.address != 0;

    say("shmat(%ld, ", order.a);
    uintptr_t wanted = address();
    say(", %#lo)", order.b);
    uintptr_t at = (uintptr_t)shmat(order.a, (void *)wanted, order.b);
    if (at == (uintptr_t)-1)
        return -1;
    if (asked)
        return at - (wanted & -PAGE);
    chosen[order.chosen] = at;
    say(" at #%d", order.chosen);
    return 0;
}

static long do_shmdt(void)
{
    say("shmdt(");
    uintptr_t at = address();
    say(")");
    return shmdt((void *)at);
}

static void say_ds(const struct shmid_ds *d)
{
    say(" key %d uid %d %d gid %d %d mode %o size %ld", d->shm_perm.__key,
        d->shm_perm.uid, d->shm_perm.cuid, d->shm_perm.gid, d->shm_perm.cgid,
        d->shm_perm.mode, (long)d->shm_segsz);
    say(" cpid %s", name_of(d->shm_cpid));
    say(" lpid %s nattch %ld times %d%d%d", name_of(d->shm_lpid),
        (long)d->shm_nattch, d->shm_atime != 0, d->shm_dtime != 0,
        d->shm_ctime != 0);
}

static long do_shmctl(void)
{
    union {
        struct shmid_ds ds;
        struct shminfo limits;
        struct shm_info info;
        char room[256];
    } u;
    void *buf = order.c ? (void *)order.c : &u;

    memset(&u, 0, sizeof(u));
    say("shmctl(%ld, %ld, %#lx)", order.a, order.b, order.c);
    if (order.b == IPC_SET) {
        u.ds.shm_perm.uid = order.d & 0xffff;
        u.ds.shm_perm.gid = order.d >> 16;
        u.ds.shm_perm.mode = order.e;
        say(" to uid %ld gid %ld mode %lo", order.d & 0xffff, order.d >> 16,
            order.e);
    }
    long result = syscall(SYS_shmctl, order.a, order.b, buf);
    if (result < 0)
        return result;
    switch (order.b) {
    case IPC_STAT: case SHM_STAT: case SHM_STAT_ANY: say_ds(&u.ds); break;
    case IPC_INFO:
        say(" max %lu min %lu mni %lu seg %lu all %lu", u.limits.shmmax,
            u.limits.shmmin, u.limits.shmmni, u.limits.shmseg, u.limits.shmall);
        break;
    case SHM_INFO:
        say(" used %d tot %lu rss %lu", u.info.used_ids, u.info.shm_tot,
            order.removes ? 0 : u.info.shm_rss);
    }
    return result;
}

static long do_munmap(void)
{
    say("munmap(");
    uintptr_t at = address();
    say(", %ld)", order.a);
    return munmap((void *)at, order.a);
}

static long do_mprotect(void)
{
    say("mprotect(");
    uintptr_t at = address();
    say(", %ld, %ld)", order.a, order.b);
    return mprotect((void *)at, order.a, order.b);
}

static long do_mmap(void)
{
    say("mmap(");
    uintptr_t at = address();
    say(", %ld, %ld, %#lx)", order.a, order.b, order.c);
    uintptr_t got = (uintptr_t)mmap((void *)at, order.a, order.b, order.c, -1,
                                    0);
    return got == (uintptr_t)-1 ? -1 : (long)(got - at);
}

static long do_mremap(void)
{
    say("mremap(");
    uintptr_t at = address(), to = ARENA + order.d;
    say(", %ld, %ld, %ld, arena%+ld)", order.a, order.b, order.c, order.d);
    uintptr_t got = (uintptr_t)mremap((void *)at, order.a, order.b, order.c,
                                      (void *)to);
    if (got == (uintptr_t)-1)
        return -1;
    return got - (order.c & MREMAP_FIXED ? to : at);
}

static long do_madvise(void)
{
    say("madvise(");
    uintptr_t at = address();
    say(", %ld, %ld)", order.a, order.b);
    return madvise((void *)at, order.a, order.b);
}

static long do_mlock(void)
{
    say("%s(", order.b ? "mlock" : "munlock");
    uintptr_t at = address();
    say(", %ld)", order.a);
    return order.b ? mlock((void *)at, order.a) : munlock((void *)at, order.a);
}

static sigjmp_buf beyond;

static void caught(int signo, siginfo_t *info, void *context)
{
    (void)context;
    say(" signal %d code %d", signo, info->si_code);
    siglongjmp(beyond, 1);
}

static long do_touch(void)
{
    volatile unsigned *at;

    say("%s ", order.op == READ ? "read" : "write");
    at = (void *)address();
    if (sigsetjmp(beyond, 1))
        return 0;
    if (order.op == WRITE)
        *at = order.a;
    say(" %u", *at);
    return 0;
}

/* Of the first and the last word of each page; ends at a fault. */
static long do_sum(void)
{
    volatile unsigned long sum = 0;

    say("sum of %ld pages from ", order.a);
    uintptr_t at = address() & -PAGE;
    if (sigsetjmp(beyond, 1) == 0)
        for (long i = 0; i < order.a; i++) {
            sum = sum * 31 + *(volatile unsigned *)(at + i * PAGE);
            sum = sum * 31 + *(volatile unsigned *)(at + i * PAGE + PAGE - 4);
        }
    say(" %#lx", sum);
    return 0;
}

static void act(void);

static long do_fork(void)
{
    say("fork to %ld", order.a);
    pid_t pid = fork();
    if (pid == 0) {
        me = order.a;
        length = 0;
        act();
    }
    return pid;
}

static long do_kill(void)
{
    say("kill %s by %ld", name_of(order.a), order.b);
    return kill(order.a, order.b);
}

static long do_reap(void)
{
    int status = 0;
    pid_t pid = waitpid(order.a, &status, 0);

    say("wait for %s: status %#x", name_of(order.a), status);
    return pid < 0 ? -1 : 0;
}

static long do_exec(void)
{
    char number[8], *argv[] = { (char *)self, "actor", number, NULL };

    snprintf(number, sizeof(number), "%d", me);
    say("exec");
    return order.a ? execv(self, argv) : execv("/no/such/file", argv);
}

static long do_user(void)
{
    if (order.b) {
        say("be group %ld", order.a);
        return setresgid(-1, order.a, -1);
    }
    say("be user %ld", order.a);
    return setresuid(-1, order.a, -1);
}

static long do_groups(void)
{
    gid_t list[2] = { order.a, order.b };

    say("have groups %ld %ld", order.a, order.b);
    return setgroups(2, list);
}

static long do_semget(void)
{
    say("semget(%ld, %ld, %#lo)", order.a, order.b, order.c);
    return semget(order.a, order.b, order.c);
}

/* Never sleeps: it has no time, or doesn't wait. */
static long do_semop(void)
{
    struct timespec none = { 0, 0 };
    struct sembuf ops[3];
    unsigned long bits = order.b;

    say("semop(%ld", order.a);
    for (int i = 0; i < order.c; i++, bits >>= 8) {
        ops[i] = (struct sembuf){ bits & 3, (long)(bits >> 2 & 7) - 4,
            (order.d ? 0 : IPC_NOWAIT) | (bits & 32 ? SEM_UNDO : 0) };
        if (ops[i].sem_op == -4)
            ops[i].sem_op = 32000;
        say(", %d%+d/%#o", ops[i].sem_num, ops[i].sem_op, ops[i].sem_flg);
    }
    say(")");
    return order.d ? semtimedop(order.a, ops, order.c, &none)
                   : semop(order.a, ops, order.c);
}

static long do_semctl(void)
{
    unsigned short values[8] = { order.d, order.e, 2, 0, 1 };
    union {
        struct semid_ds ds;
        struct seminfo info;
    } u;
    union { int val; void *p; } arg;

    memset(&u, 0, sizeof(u));
    say("semctl(%ld, %ld, %ld)", order.a, order.b, order.c);
    arg.p = &u;
    if (order.c == GETALL || order.c == SETALL)
        arg.p = values;
    if (order.c == SETVAL) {
        arg.p = NULL;
        arg.val = order.d;
        say(" to %ld", order.d);
    }
    if (order.c == IPC_SET) {
        u.ds.sem_perm.uid = order.d;
        u.ds.sem_perm.gid = order.d / 2;
        u.ds.sem_perm.mode = order.e;
        say(" to uid %ld gid %ld mode %lo", order.d, order.d / 2, order.e);
    }
    long result = semctl(order.a, order.b, order.c, arg);
    if (result < 0)
        return result;
    switch (order.c) {
    case GETPID: say(" pid %s", name_of(result)); return 0;
    case GETALL:
        for (int i = 0; i < 5; i++)
            say(" %d", values[i]);
        break;
    case IPC_STAT: case SEM_STAT:
        say(" key %d uid %d %d gid %d %d mode %o size %ld times %d%d",
            u.ds.sem_perm.__key, u.ds.sem_perm.uid, u.ds.sem_perm.cuid,
            u.ds.sem_perm.gid, u.ds.sem_perm.cgid, u.ds.sem_perm.mode,
            (long)u.ds.sem_nsems, u.ds.sem_otime != 0, u.ds.sem_ctime != 0);
        break;
    case IPC_INFO: case SEM_INFO:
        say(" mni %d mns %d msl %d opm %d vmx %d usz %d aem %d", u.info.semmni,
            u.info.semmns, u.info.semmsl, u.info.semopm, u.info.semvmx,
            u.info.semusz, u.info.semaem);
    }
    return result;
}

#define RSS_COLUMN 15

/* Columns `pids` are named, columns from `times` to `last` are 0 or not. */
static void say_table(const char *path, int pids, int times, int last)
{
    char line[256], word[64];
    FILE *f = fopen(path, "r");

    while (f && fgets(line, sizeof(line), f)) {
        int column = 0, used, n;
        if (strstr(line, "key"))
            continue;
        say("\n    ");
        for (used = 0; sscanf(line + used, "%63s%n", word, &n) == 1; used += n) {
            long value = atol(word);
            column++;
            if (pids && (column == pids || column == pids + 1))
                say(" %s", name_of(value));
            else if (column >= times && column <= last)
                say(" %d", value != 0);
            else if (column == RSS_COLUMN && order.removes)
                say(" rss");
            else
                say(" %s", word);
        }
    }
    if (f)
        fclose(f);
}

static long do_tables(void)
{
    say("tables");
    say_table("/proc/sysvipc/shm", 5, 12, 14);
    say_table("/proc/sysvipc/sem", 0, 9, 10);
    return 0;
}

/* Attachments in the arenas: where, rights, which part of what. */
static long do_maps(void)
{
    char line[256], rights[8], name[32];
    unsigned long start, end, offset, inode;
    FILE *f = fopen("/proc/self/maps", "r");

    say("maps");
    while (f && fgets(line, sizeof(line), f))
        if (sscanf(line, "%lx-%lx %7s %lx %*s %lu %31s", &start, &end, rights,
                   &offset, &inode, name) == 6 &&
            strncmp(name, "/SYSV", 5) == 0 && start < 2 * ARENA)
            say("\n     %lx-%lx %s %lx %lu %s", start, end, rights, offset,
                inode, name);
    if (f)
        fclose(f);
    return 0;
}

static long do_sysctl(void)
{
    char name[64], value[24];

    snprintf(name, sizeof(name), "/proc/sys/kernel/%s",
             order.a ? "shm_next_id" : "shm_rmid_forced");
    snprintf(value, sizeof(value), "%ld", order.b);
    say("%s to %s", name, value);
    int fd = open(name, O_WRONLY);
    if (fd < 0)
        return -1;
    long result = write(fd, value, strlen(value));
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

static long (*const doings[OPS])(void) = {
    [SHMGET] = do_shmget, [SHMAT] = do_shmat, [SHMDT] = do_shmdt,
    [SHMCTL] = do_shmctl, [MUNMAP] = do_munmap, [MPROTECT] = do_mprotect,
    [MMAP] = do_mmap, [READ] = do_touch, [WRITE] = do_touch, [SUM] = do_sum,
    [FORK] = do_fork, [KILL] = do_kill, [EXEC] = do_exec, [USER] = do_user,
    [GROUPS] = do_groups, [SEMGET] = do_semget, [SEMOP] = do_semop,
    [SEMCTL] = do_semctl, [TABLES] = do_tables, [MAPS] = do_maps,
    [MREMAP] = do_mremap, [MADVISE] = do_madvise, [MLOCK] = do_mlock,
    [REAP] = do_reap, [SYSCTL] = do_sysctl,
};

static void act(void)
{
    struct sigaction a = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO };

    sigaction(SIGSEGV, &a, NULL);
    sigaction(SIGBUS, &a, NULL);
    for (;;) {
        read_all(ORDER_FD + me, &order, sizeof(order));
        if (order.op == EXIT)
            _exit(order.a);
        errno = 0;
        long result = doings[order.op]();
        int error = errno;
        if (order.op == FORK)
            say(" = %d", result > 0);
        else
            outcome(result, error);
        answer(result, result == -1 ? error : 0);
    }
}

/* --- the leader ------------------------------------------------------------ */

static uint64_t state;
static uint64_t hash;
static unsigned long seed;
static int lines, loud;
static volatile pid_t awaited;      /* that shall answer; 0: nobody */

static struct {
    int alive, parent, children;    /* parent -1: the leader */
    pid_t pid;
    int pages[CHOSEN];              /* of what lies there; 0: nothing */
    int low;                        /* has something there; more is asked */
} actors[ACTORS];

static struct { int id; long size; } segments[IDS];
static int segment_count, sems[IDS], sem_count, next_name;

static uint32_t draw(uint32_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)(state * 0x2545f4914f6cdd1dul >> 32) % below;
}

#define ONE_OF(list) (list)[draw(sizeof(list) / sizeof((list)[0]))]

static void tell(int actor, const char *what)
{
    if (loud)
        printf("%4d  P%d: %s\n", lines, actor, what), fflush(stdout);
    lines++;
    for (; *what; what++)
        hash = (hash ^ (unsigned char)*what) * 0x100000001b3ul;
    hash = (hash ^ actor) * 0x100000001b3ul;
}

static int is_dead(pid_t pid)
{
    char path[32], line[128] = "";

    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY);
    if (fd < 0 || read(fd, line, sizeof(line) - 1) < 0)
        return 1;
    close(fd);
    char *name_end = strrchr(line, ')');
    return name_end == NULL || name_end[2] == 'Z' || name_end[2] == 'X';
}

/* Each second: the dead don't answer, and their parent needn't be the leader.
 * Nobody is in printf() while an answer is awaited. */
static void look(int signo)
{
    (void)signo;
    alarm(1);
    if (awaited == 0 || !is_dead(awaited))
        return;
    printf("seed %lu: P%d died at line %d\n", seed, order.actor, lines);
    exit(1);
}

/* Give an order, and tell what came of it. */
static struct reply command(void)
{
    struct reply r;

    awaited = actors[order.actor].pid;
    write_all(LEADER_FD + order.actor, &order, sizeof(order));
    read_all(LEADER_REPLY_FD, &r, sizeof(r));
    read_all(LEADER_REPLY_FD, text, r.length);
    awaited = 0;
    text[r.length] = '\0';
    tell(order.actor, text);
    return r;
}

static void learn(int actor, pid_t pid)
{
    actors[actor].alive = 1;
    actors[actor].pid = pid;
    if (order.pid_count == PIDS)
        exit(92);
    order.pids[order.pid_count].pid = pid;
    order.pids[order.pid_count++].name = next_name++;
}

/* Else it would wait for orders of its own when the leader is gone. */
static void close_leader_fds(void)
{
    for (int i = 0; i < ACTORS; i++)
        close(LEADER_FD + i);
    close(LEADER_REPLY_FD);
}

static void start_actor(int actor, uid_t uid, gid_t gid)
{
    pid_t pid = fork();

    if (pid == 0) {
        me = actor;
        close_leader_fds();
        if (uid && (setgroups(0, NULL) < 0 || setgid(gid) < 0 ||
                    setuid(uid) < 0))
            _exit(93);
        act();
    }
    memset(&actors[actor], 0, sizeof(actors[actor]));
    actors[actor].parent = -1;
    learn(actor, pid);
}

/* An actor ends or has ended: its parent waits for it. */
static void bury(int actor)
{
    int parent = actors[actor].parent;

    actors[actor].alive = 0;
    if (parent < 0) {
        int status;
        waitpid(actors[actor].pid, &status, 0);
        snprintf(text, sizeof(text), "has ended: %#x", status);
        tell(actor, text);
        return;
    }
    actors[parent].children--;
    order.op = REAP;
    order.actor = parent;
    order.a = actors[actor].pid;
    command();
}

static int draw_actor(void)
{
    int actor;

    do
        actor = draw(ACTORS);
    while (!actors[actor].alive);
    return actor;
}

static int draw_free(void)
{
    for (int i = 0; i < ACTORS; i++)
        if (!actors[i].alive)
            return i;
    return -1;
}

/* One that ends: without children, and not the last. */
static int draw_victim(void)
{
    int count = 0, actor = draw_actor();

    for (int i = 0; i < ACTORS; i++)
        count += actors[i].alive;
    return count > 1 && actors[actor].children == 0 ? actor : -1;
}

static int draw_id(void)
{
    static const int odd[] = { -1, 0, 5, 32768, 1 << 30, INT32_MIN };

    if (segment_count == 0 || draw(20) == 0)
        return ONE_OF(odd);
    return segments[draw(segment_count)].id;
}

static int draw_sem(void)
{
    static const int odd[] = { -1, 0, 7, 32768 };

    return sem_count == 0 || draw(20) == 0 ? ONE_OF(odd)
                                           : sems[draw(sem_count)];
}

static int low;                     /* page 0 is used */

/* An address for the actor; `touch`: it must not miss what it aims at. */
static void draw_address(int touch)
{
    static const long odd[] = { 1, 4096, 0x7ffffffff000,
                                0x800000000000, -4096, -1, 3 };
    int which = draw(CHOSEN), kind = draw(20);

    order.base = IN_ARENA;
    order.address = draw(ARENA_PAGES) * PAGE;
    order.chosen = which;
    if (kind == 0) {
        order.base = ABSOLUTE;
        order.address = ONE_OF(odd);
    } else if (kind < 6 && actors[order.actor].pages[which]) {
        order.base = AT_CHOSEN;
        order.address = touch ? draw(actors[order.actor].pages[which]) * PAGE
                              : 0;
    } else if (kind < 9) {
        order.base = IN_WIDE;
        order.address = draw(4) * WIDE_STEP + (draw(3) ? 0 : draw(4) * PAGE);
    } else if (kind < 10 + 3 * actors[order.actor].low && low) {
        order.base = IN_LOW;
        order.address = draw(LOW_PAGES) * PAGE;
    }
    if (kind != 0 && draw(12) == 0)
        order.address += touch ? draw(1000) * 4 : draw(PAGE);
}

static long draw_length(void)
{
    static const long odd[] = { 0, 1, 4095, 4097, -1, 1l << 47, 0x200000,
                                0x400000, 0x3ff000 };

    return draw(8) == 0 ? ONE_OF(odd) : (long)(1 + draw(5)) * (long)PAGE;
}

static void draw_shmget(void)
{
    static const long sizes[] = { 1, 4096, 4097, 8192, 12288, 20480, 32768,
                                  32767, 0x200000, 0x200001, 0x400000 };
    static const long odd[] = { 0, -1, 1l << 40, 40960 };
    static const int modes[] = { 0600, 0666, 0644, 0640, 0660, 0400, 0,
                                 0777, 0606 };

    order.a = draw(3) == 0 ? 0 : draw(6) - 1;
    order.b = draw(8) == 0 ? ONE_OF(odd) : ONE_OF(sizes);
    order.c = ONE_OF(modes) | (draw(4) ? IPC_CREAT : 0) |
              (draw(4) == 0 ? IPC_EXCL : 0) |
              (draw(16) == 0 ? SHM_NORESERVE : 0);
    struct reply r = command();
    if (r.result < 0)
        return;
    int slot = segment_count < IDS ? segment_count++ : (int)draw(IDS);
    for (int i = 0; i < segment_count; i++)
        if (segments[i].id == r.result && i != slot)
            return (void)(segment_count -= slot == segment_count - 1);
    segments[slot].id = r.result;
    segments[slot].size = order.b;
}

static long size_or(int id, long unknown)
{
    for (int i = 0; i < segment_count; i++)
        if (segments[i].id == id)
            return segments[i].size;
    return unknown;
}

static long size_of(int id)
{
    return size_or(id, 1);
}

/* Only page 0 itself is root's alone on each Linux; and it is attached to by
 * rounding, which replaces what is there. That mustn't be the program. */
static void draw_low(void)
{
    order.address = 1 + draw(PAGE - 1);
    order.b |= draw(4) ? SHM_RND : 0;
    if (size_or(order.a, LONG_MAX) > LOW_MAX)
        order.base = IN_ARENA;
}

static void draw_shmat(void)
{
    order.a = draw_id();
    draw_address(0);
    if (order.base == AT_CHOSEN || draw(3) == 0) {
        order.base = ABSOLUTE;
        order.address = 0;
    }
    if (low && draw(5) == 0)
        order.base = IN_LOW;
    if (order.base == ABSOLUTE && order.address > 0 && order.address < 0x10000)
        order.address = -1;         /* root may have these, on Linux */
    order.b = (draw(3) ? 0 : SHM_RDONLY) | (draw(3) ? 0 : SHM_RND) |
              (draw(3) ? 0 : SHM_REMAP) | (draw(10) ? 0 : SHM_EXEC) |
              (draw(16) ? 0 : draw(0777));
    if (order.base == IN_LOW)
        draw_low();
    struct reply r = command();
    actors[order.actor].low |= r.result >= 0 && order.base == IN_LOW;
    if (r.result >= 0 && order.base == ABSOLUTE && order.address == 0)
        actors[order.actor].pages[order.chosen] =
            (size_of(order.a) + PAGE - 1) / PAGE;
}

static void draw_shmdt(void)
{
    draw_address(0);
    struct reply r = command();
    if (r.result >= 0 && order.base == AT_CHOSEN)
        actors[order.actor].pages[order.chosen] = 0;
}

static void draw_shmctl(void)
{
    static const int commands[] = {
        IPC_STAT, IPC_STAT, IPC_STAT, IPC_RMID, IPC_RMID, IPC_SET, IPC_SET,
        SHM_STAT, SHM_STAT_ANY, SHM_INFO, SHM_INFO, IPC_INFO, SHM_LOCK,
        SHM_UNLOCK, 256 + IPC_STAT, 99, -1,
    };
    static const int modes[] = { 0600, 0666, 0, 0777, 01640, 0444, 0200 };
    static const long ids[] = { 0, 1000, 1001, 0xffff };

    order.a = draw_id();
    order.b = ONE_OF(commands);
    order.c = draw(25) ? 0 : 8;
    if (draw(4) == 0 && (order.b == SHM_STAT || order.b == SHM_STAT_ANY))
        order.a = draw(10);
    order.d = ONE_OF(ids) | ONE_OF(ids) << 16;
    order.e = ONE_OF(modes);
    command();
}

static void draw_range(void)
{
    static const int advice[] = { MADV_DONTNEED, MADV_REMOVE, MADV_DONTFORK,
                                  MADV_DOFORK, MADV_NORMAL, 99 };
    static const int prots[] = { PROT_READ, PROT_READ | PROT_WRITE, PROT_NONE,
                                 PROT_READ, PROT_READ | PROT_EXEC, 64 };

    draw_address(0);
    if (order.base == AT_CHOSEN && order.op != MPROTECT)
        order.base = IN_ARENA;
    order.a = order.base == AT_CHOSEN ? (long)PAGE : draw_length();
    if ((order.op == MADVISE || order.op == MLOCK || order.base == ABSOLUTE ||
         order.base == IN_LOW) && order.a > 0x100000)
        order.a = PAGE;             /* not its own memory, nor all there is */
    order.b = order.op == MADVISE ? ONE_OF(advice)
              : order.op == MLOCK ? (int)draw(2) : ONE_OF(prots);
    order.removes |= order.op == MADVISE && order.b == MADV_REMOVE;
    command();
}

static void draw_mmap(void)
{
    static const int flags[] = {
        MAP_PRIVATE | MAP_FIXED, MAP_PRIVATE | MAP_FIXED, MAP_SHARED | MAP_FIXED,
        MAP_PRIVATE | 0x100000, MAP_FIXED,
    };

    draw_address(0);
    if (order.base != IN_WIDE)
        order.base = IN_ARENA;
    order.a = draw_length();
    if (order.a > 0x1000000)
        order.a = PAGE;
    order.b = draw(4) ? PROT_READ | PROT_WRITE : PROT_READ;
    order.c = ONE_OF(flags) | MAP_ANONYMOUS;
    command();
}

static void draw_mremap(void)
{
    static const int flags[] = {
        MREMAP_MAYMOVE | MREMAP_FIXED, MREMAP_MAYMOVE | MREMAP_FIXED, 0, 0,
        MREMAP_FIXED, 8,
    };

    draw_address(0);
    if (order.base != IN_WIDE)
        order.base = IN_ARENA;
    order.a = draw(4) ? (long)((1 + draw(3)) * PAGE) : 0;
    order.b = (1 + draw(4)) * PAGE;
    order.c = ONE_OF(flags);
    order.d = draw(ARENA_PAGES) * PAGE;
    command();
}

static void draw_touch(void)
{
    draw_address(1);
    order.address &= -4l;
    order.a = order.op == SUM ? 1 + draw(6) : draw(1000);
    if (order.op == SUM && order.base == AT_CHOSEN) {
        order.address = 0;
        order.a = actors[order.actor].pages[order.chosen];
    }
    if (order.a > TOUCH_MAX && order.op == SUM)
        order.a = TOUCH_MAX;
    command();
}

static void draw_fork(void)
{
    int parent = order.actor, child = draw_free();

    if (child < 0)
        return;
    order.a = child;
    struct reply r = command();
    if (r.result < 0)
        return;
    actors[child] = actors[parent];
    actors[child].parent = parent;
    actors[child].children = 0;
    actors[parent].children++;
    learn(child, r.result);
}

static void draw_exit(void)
{
    int actor = draw_victim();

    if (actor < 0)
        return;
    order.actor = actor;
    order.a = draw(256);
    write_all(LEADER_FD + actor, &order, sizeof(order));
    bury(actor);
}

static void draw_kill(void)
{
    static const int signals[] = { SIGKILL, SIGKILL, SIGTERM, 0, 99 };
    int actor = draw_victim();

    if (actor < 0 || actor == order.actor)
        return;
    order.a = actors[actor].pid;
    order.b = ONE_OF(signals);
    struct reply r = command();
    if (r.result == 0 && order.b)
        bury(actor);
}

static void draw_exec(void)
{
    order.a = draw(3);
    if (!order.a) {
        command();
        return;
    }
    struct reply r = command();     /* the new program's first word */
    if (r.result >= 0)
        memset(actors[order.actor].pages, 0, sizeof(actors[0].pages));
}

static void draw_user(void)
{
    static const int ids[] = { 0, 0, 1000, 1001 };

    order.b = draw(3) == 0;
    order.a = order.b ? 100 * draw(3) : (unsigned)ONE_OF(ids);
    command();
}

static void draw_groups(void)
{
    order.a = 100 * draw(3);
    order.b = 100 * draw(3);
    command();
}

static void draw_semget(void)
{
    static const int modes[] = { 0600, 0666, 0644, 0400, 0, 0222 };

    order.a = draw(3) == 0 ? 0 : draw(5) - 1;
    order.b = draw(6) - (draw(20) == 0);
    order.c = ONE_OF(modes) | (draw(4) ? IPC_CREAT : 0) |
              (draw(4) == 0 ? IPC_EXCL : 0);
    struct reply r = command();
    if (r.result >= 0)
        sems[sem_count < IDS ? sem_count++ : (int)draw(IDS)] = r.result;
}

static void draw_semop(void)
{
    order.a = draw_sem();
    order.b = draw(1 << 24);
    order.c = draw(12) ? 1 + draw(3) : 0;
    order.d = draw(3) == 0;
    command();
}

static void draw_semctl(void)
{
    static const int commands[] = {
        GETVAL, GETVAL, SETVAL, GETPID, GETNCNT, GETZCNT, GETALL, GETALL,
        SETALL, IPC_STAT, IPC_SET, IPC_RMID, IPC_INFO, SEM_INFO, SEM_STAT, 99,
    };

    order.a = draw_sem();
    order.b = draw(7) - (draw(20) == 0);
    order.c = ONE_OF(commands);
    order.d = draw(10) ? draw(5) : 40000;
    order.e = draw(2) ? 0600 : draw(0777);
    command();
}

static void draw_sysctl(void)
{
    order.a = draw(2);
    order.b = order.a ? (int)draw(100000) : (int)draw(2);
    command();
}

static void no_arguments(void)
{
    command();
}

static void (*const draws[OPS])(void) = {
    [SHMGET] = draw_shmget, [SHMAT] = draw_shmat, [SHMDT] = draw_shmdt,
    [SHMCTL] = draw_shmctl, [MUNMAP] = draw_range, [MPROTECT] = draw_range,
    [MMAP] = draw_mmap, [READ] = draw_touch, [WRITE] = draw_touch,
    [SUM] = draw_touch, [FORK] = draw_fork, [EXIT] = draw_exit,
    [KILL] = draw_kill, [EXEC] = draw_exec, [USER] = draw_user,
    [GROUPS] = draw_groups, [SEMGET] = draw_semget, [SEMOP] = draw_semop,
    [SEMCTL] = draw_semctl, [TABLES] = no_arguments, [MAPS] = no_arguments,
    [MREMAP] = draw_mremap, [MADVISE] = draw_range, [MLOCK] = draw_range,
    [SYSCTL] = draw_sysctl,
};

static int draw_op(void)
{
    int total = 0, op = 0;

    for (int i = 0; i < OPS; i++)
        total += weights[i];
    for (int n = draw(total); n >= weights[op]; op++)
        n -= weights[op];
    return op;
}

static void write_setting(const char *name, const char *value)
{
    int fd = open(name, O_WRONLY);

    if (fd >= 0 && write(fd, value, strlen(value)) < 0)
        perror(name);
    close(fd);
}

/* All end, children before their parents, so that the next seed begins with
 * nobody. */
static void clean_up(void)
{
    for (int left = 1; left > 0;) {
        left = 0;
        for (int i = 0; i < ACTORS; i++) {
            left += actors[i].alive;
            if (actors[i].alive && actors[i].children == 0) {
                kill(actors[i].pid, SIGKILL);
                bury(i);
            }
        }
    }
    write_setting("/proc/sys/kernel/shm_rmid_forced", "0");
}

static void lead(void)
{
    hash = 0xcbf29ce484222325ul;
    lines = order.pid_count = segment_count = sem_count = next_name = 0;
    order.removes = 0;
    state = seed * 0x9e3779b97f4a7c15ul + 1;
    memset(actors, 0, sizeof(actors));
    start_actor(0, 0, 0);
    start_actor(1, 1000, 100);
    start_actor(2, 0, 0);
    for (int i = 0; i < STEPS; i++) {
        order.op = draw_op();
        order.actor = draw_actor();
        draws[order.op]();
    }
    order.op = TABLES;
    order.actor = draw_actor();
    command();
    clean_up();
    printf("seed %lu: %d lines, hash %016lx\n", seed, lines, hash);
}

/* Whatever is left of either kind. */
static void remove_all(void)
{
    struct shmid_ds ds;
    struct semid_ds sem_ds;
    struct seminfo info;

    for (int i = shmctl(0, SHM_INFO, &ds); i >= 0; i--)
        shmctl(shmctl(i, SHM_STAT, &ds), IPC_RMID, NULL);
    for (int i = semctl(0, 0, SEM_INFO, &info); i >= 0; i--)
        semctl(semctl(i, 0, SEM_STAT, &sem_ds), 0, IPC_RMID);
}

static void make_pipes(void)
{
    int p[2];

    for (int i = 0; i <= ACTORS; i++) {
        if (pipe(p) < 0)
            exit(94);
        dup2(p[0], i < ACTORS ? ORDER_FD + i : LEADER_REPLY_FD);
        dup2(p[1], i < ACTORS ? LEADER_FD + i : REPLY_FD);
        close(p[0]);
        close(p[1]);
    }
}

int main(int argc, char **argv)
{
    struct rlimit locked = { 64 * 1024, 64 * 1024 };

    struct sigaction a = { .sa_handler = look, .sa_flags = SA_RESTART };

    self = argv[0];
    if (argc == 3 && strcmp(argv[1], "actor") == 0) {
        me = atoi(argv[2]);
        say("runs a new program");
        answer(0, 0);
        act();
    }
    if (argc == 2 && strcmp(argv[1], "may-map-0") == 0)
        return mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS |
                    MAP_FIXED, -1, 0) == MAP_FAILED;
    low = argc > 1 && strcmp(argv[1], "low") == 0;
    argc -= low;
    argv += low;
    if (argc < 3)
        return 2;
    unsigned long first = strtoul(argv[1], NULL, 10);
    unsigned long count = strtoul(argv[2], NULL, 10);
    unsigned long shown = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    setrlimit(RLIMIT_MEMLOCK, &locked);
    make_pipes();
    sigaction(SIGALRM, &a, NULL);
    alarm(1);
    for (seed = first; seed < first + count; seed++) {
        loud = argc > 3 && seed == shown;
        lead();
        remove_all();
        fflush(stdout);
    }
    return 0;
}
