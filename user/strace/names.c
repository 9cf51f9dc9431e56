/* names.c - arguments that are flags and values with names. See args.h. */
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "strace/args.h"

#define N(name) { name, #name }
#define END { 0, NULL }

/* An argument whose bits, or whose values, have names. */
#define FLAGS(shower, unknown, ...) \
    void shower(const struct call *c, int i) \
    { \
        static const struct name names[] = { __VA_ARGS__, END }; \
        put_flags((uint32_t)c->arg[i], names, unknown); \
    }
#define VALUES(shower, unknown, ...) \
    void shower(const struct call *c, int i) \
    { \
        static const struct name names[] = { __VA_ARGS__, END }; \
        put_name((uint32_t)c->arg[i], names, unknown); \
    }

/* --- files ---------------------------------------------------------------- */

/* The way of access is a number, the rest are bits. */
void put_opened(uint64_t flags)
{
    static const struct name names[] = {
        N(O_CREAT), N(O_EXCL), N(O_NOCTTY), N(O_TRUNC), N(O_APPEND),
        N(O_NONBLOCK), N(O_SYNC), { 010000, "O_DSYNC" },
        { 040000, "O_DIRECT" }, { 0100000, "O_LARGEFILE" }, N(O_NOFOLLOW),
        N(O_CLOEXEC), { 010000000, "O_PATH" }, N(O_DIRECTORY), END
    };
    static const char *const ways[] = {
        "O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"
    };

    put("%s", ways[flags & O_ACCMODE]);
    if (flags & ~(uint64_t)O_ACCMODE) {
        put("|");
        put_flags(flags & ~(uint64_t)O_ACCMODE, names, "O_???");
    }
}

void arg_open_flags(const struct call *c, int i)
{
    put_opened((uint32_t)c->arg[i]);
}

/* Only who may make a file gives one. */
void arg_open_mode(const struct call *c, int i)
{
    if (c->arg[i - 1] & O_CREAT)
        put("%#03o", (unsigned)c->arg[i]);
}

VALUES(arg_whence, "SEEK_???", N(SEEK_SET), N(SEEK_CUR), N(SEEK_END))
FLAGS(arg_access, "?_OK", N(F_OK), N(R_OK), N(W_OK), N(X_OK))
FLAGS(arg_at_flags, "AT_???", N(AT_SYMLINK_NOFOLLOW), N(AT_REMOVEDIR),
      N(AT_EMPTY_PATH))
FLAGS(arg_pipe_flags, "O_???", N(O_NONBLOCK), N(O_CLOEXEC))
VALUES(arg_fd_command, "F_???", N(F_DUPFD), N(F_GETFD), N(F_SETFD), N(F_GETFL),
       N(F_SETFL), N(F_GETLK), N(F_SETLK), N(F_SETLKW), N(F_DUPFD_CLOEXEC))
VALUES(arg_ioctl, "_IOC_???", N(TCGETS), N(TCSETS), { TCSETS + 1, "TCSETSW" },
       { TCSETS + 2, "TCSETSF" }, N(TIOCGPGRP), N(TIOCSPGRP), N(TIOCGWINSZ))
FLAGS(arg_random, "GRND_???", { 1, "GRND_NONBLOCK" }, { 2, "GRND_RANDOM" })

void put_file_mode(uint64_t mode)
{
    static const struct name kinds[] = {
        N(S_IFREG), N(S_IFDIR), N(S_IFCHR), N(S_IFIFO), N(S_IFBLK),
        N(S_IFLNK), N(S_IFSOCK), END
    };

    put_name(mode & S_IFMT, kinds, "S_IF???");
    put("|%#03lo", mode & 07777);
}

/* --- memory --------------------------------------------------------------- */

FLAGS(arg_prot, "PROT_???", N(PROT_NONE), N(PROT_READ), N(PROT_WRITE),
      N(PROT_EXEC))
FLAGS(arg_map, "MAP_???", N(MAP_SHARED), N(MAP_PRIVATE), N(MAP_FIXED),
      N(MAP_ANONYMOUS), { 0x800, "MAP_DENYWRITE" }, N(MAP_NORESERVE),
      N(MAP_POPULATE), N(MAP_FIXED_NOREPLACE))
FLAGS(arg_remap, "MREMAP_???", N(MREMAP_MAYMOVE), N(MREMAP_FIXED),
      N(MREMAP_DONTUNMAP))
FLAGS(arg_msync, "MS_???", N(MS_ASYNC), N(MS_INVALIDATE), N(MS_SYNC))
FLAGS(arg_lock_all, "MCL_???", N(MCL_CURRENT), N(MCL_FUTURE), N(MCL_ONFAULT))
FLAGS(arg_fault_lock, "MLOCK_???", { 1, "MLOCK_ONFAULT" })
VALUES(arg_advice, "MADV_???", N(MADV_NORMAL), N(MADV_RANDOM),
       N(MADV_SEQUENTIAL), N(MADV_WILLNEED), N(MADV_DONTNEED), N(MADV_FREE),
       N(MADV_REMOVE), N(MADV_DONTFORK), N(MADV_DOFORK), N(MADV_DONTDUMP),
       N(MADV_DODUMP))

void arg_remap_new(const struct call *c, int i)
{
    if (c->arg[i - 1] & (MREMAP_FIXED | MREMAP_DONTUNMAP))
        put_pointer(c->arg[i]);
}

/* --- System V IPC --------------------------------------------------------- */

#define MODE_BITS 0777

static void put_get_flags(uint64_t flags, const struct name *names)
{
    uint64_t others = flags & ~(uint64_t)MODE_BITS;

    if (others) {
        put_flags(others, names, "IPC_???");
        put("|");
    }
    put("%#03lo", flags & MODE_BITS);
}

void arg_shmget(const struct call *c, int i)
{
    static const struct name names[] = {
        N(IPC_CREAT), N(IPC_EXCL), N(SHM_HUGETLB), N(SHM_NORESERVE),
        { 21 << SHM_HUGE_SHIFT, "21<<SHM_HUGE_SHIFT" }, END
    };

    put_get_flags((uint32_t)c->arg[i], names);
}

void arg_ipc_flags(const struct call *c, int i)
{
    static const struct name names[] = { N(IPC_CREAT), N(IPC_EXCL), END };

    put_get_flags((uint32_t)c->arg[i], names);
}

FLAGS(arg_shmat, "SHM_???", N(SHM_RDONLY), N(SHM_RND), N(SHM_REMAP),
      N(SHM_EXEC))
VALUES(arg_ipc_command, "SHM_???", N(IPC_RMID), N(IPC_SET), N(IPC_STAT),
       N(IPC_INFO), N(SHM_LOCK), N(SHM_UNLOCK), N(SHM_STAT), N(SHM_INFO),
       N(SHM_STAT_ANY))
VALUES(arg_sem_command, "SEM_???", N(IPC_RMID), N(IPC_SET), N(IPC_STAT),
       N(IPC_INFO), N(GETPID), N(GETVAL), N(GETALL), N(GETNCNT), N(GETZCNT),
       N(SETVAL), N(SETALL), N(SEM_STAT), N(SEM_INFO), N(SEM_STAT_ANY))

void put_sem_flags(uint64_t flags)
{
    static const struct name names[] = { N(SEM_UNDO), N(IPC_NOWAIT), END };

    put_flags(flags, names, "SEM_???");
}

/* --- processes, signals, time --------------------------------------------- */

void arg_signal(const struct call *c, int i)
{
    put_signal(c->arg[i]);
}

VALUES(arg_mask_how, "SIG_???", N(SIG_BLOCK), N(SIG_UNBLOCK), N(SIG_SETMASK))
FLAGS(arg_wait, "W???", N(WNOHANG), { WUNTRACED, "WSTOPPED" },
      { 4, "WEXITED" }, N(WCONTINUED), { 0x1000000, "WNOWAIT" })
VALUES(arg_who, "RUSAGE_???", N(RUSAGE_SELF),
       { (uint32_t)RUSAGE_CHILDREN, "RUSAGE_CHILDREN" })
VALUES(arg_priority, "PRIO_???", { 0, "PRIO_PROCESS" }, { 1, "PRIO_PGRP" },
       { 2, "PRIO_USER" })
VALUES(arg_resource, "RLIMIT_???", N(RLIMIT_CPU), N(RLIMIT_FSIZE),
       N(RLIMIT_DATA), N(RLIMIT_STACK), N(RLIMIT_CORE), { 5, "RLIMIT_RSS" },
       N(RLIMIT_NPROC), N(RLIMIT_NOFILE), N(RLIMIT_MEMLOCK), N(RLIMIT_AS),
       { 10, "RLIMIT_LOCKS" }, { 11, "RLIMIT_SIGPENDING" },
       { 12, "RLIMIT_MSGQUEUE" }, { 13, "RLIMIT_NICE" },
       { 14, "RLIMIT_RTPRIO" }, { 15, "RLIMIT_RTTIME" })
VALUES(arg_clock, "CLOCK_???", N(CLOCK_REALTIME), N(CLOCK_MONOTONIC),
       N(CLOCK_PROCESS_CPUTIME_ID), N(CLOCK_THREAD_CPUTIME_ID),
       N(CLOCK_MONOTONIC_RAW), N(CLOCK_BOOTTIME))
FLAGS(arg_clock_flags, "TIMER_???", N(TIMER_ABSTIME))
VALUES(arg_timer, "ITIMER_???", N(ITIMER_REAL), N(ITIMER_VIRTUAL),
       N(ITIMER_PROF))
VALUES(arg_arch, "ARCH_???", { 0x1001, "ARCH_SET_GS" },
       { 0x1002, "ARCH_SET_FS" }, { 0x1003, "ARCH_GET_FS" },
       { 0x1004, "ARCH_GET_GS" })

#define PRIVATE(name) { name | FUTEX_PRIVATE_FLAG, #name "_PRIVATE" }
VALUES(arg_futex, "FUTEX_???", N(FUTEX_WAIT), N(FUTEX_WAKE),
       N(FUTEX_WAIT_BITSET), N(FUTEX_WAKE_BITSET), PRIVATE(FUTEX_WAIT),
       PRIVATE(FUTEX_WAKE), PRIVATE(FUTEX_WAIT_BITSET),
       PRIVATE(FUTEX_WAKE_BITSET))

void put_action_flags(uint64_t flags)
{
    static const struct name names[] = {
        { 0x04000000, "SA_RESTORER" }, N(SA_ONSTACK), N(SA_RESTART),
        N(SA_NODEFER), { 0x80000000, "SA_RESETHAND" }, N(SA_SIGINFO),
        N(SA_NOCLDSTOP), N(SA_NOCLDWAIT), END
    };

    put_flags(flags, names, "SA_???");
}
