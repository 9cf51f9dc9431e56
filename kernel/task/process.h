/*
 * process.h - a process: one thread, an address space, open files, a user,
 * signals, and a place in the family.
 *
 * [p] = guarded by process_lock; fields without a letter are the process's
 * own, touched by nobody else while it lives.
 */
#pragma once

#include "cpu/spinlock.h"
#include "lib/cred.h"
#include "lib/list.h"
#include "mm/usercopy.h"
#include "sched/alarm.h"
#include "sched/sched.h"
#include "sched/wait.h"
#include "task/limits.h"
#include "task/signal.h"

#define PID_MAX 32768       /* Linux's default kernel.pid_max */

enum process_state {
    PROCESS_LIVE, PROCESS_STOPPED, PROCESS_ENDING, PROCESS_ZOMBIE
};

/* What it has used (getrusage(2)). */
struct usage {
    uint64_t time;              /* nanoseconds on a processor */
    uint64_t faults;            /* page faults served */
};

struct fdtable;
struct proc_id;
struct inode;
struct space;

struct process {
    struct thread thread;
    struct list all;            /* [p] in the list of all, by age */
    struct list by_pid;         /* [p] in its bucket */
    pid_t pid;
    pid_t pgrp, session;        /* [p] */
    struct process *parent;     /* [p] */
    pid_t parent_pid;           /* written under [p]; 0: there is no parent */
    struct list children;       /* [p] */
    struct list sibling;        /* [p] in the parent's children */
    enum process_state state;   /* [p] */
    bool has_execed;            /* [p] runs a program of its own */
    int status;                 /* [p] of a zombie, or why stopped; wait(2) */
    bool status_new;            /* [p] stopped or continued, not waited for */
    struct waitq child_changed; /* this one waits for its children */
    struct waitq go_on;         /* it sleeps here while stopped */

    bool borrows_space;         /* [p] vfork: the parent's, till exec or end */
    bool lent_space;            /* [p] a child has ours: wait till it's back */
    struct waitq space_returned;

    struct space *space;
    struct fdtable *files;
    struct inode *cwd;
    struct inode *program;      /* what it runs; open, see task/exec.h */
    mode_t umask;
    struct cred cred;
    struct rlimit limits[RLIMITS];  /* [p] */
    struct signals signals;
    int death_signal;           /* [p] comes when the parent ends; 0: none */
    bool dumpable;              /* kept and told, no more (prctl(2)) */
    int nice;                   /* [p] kept and told (setpriority(2)) */
    uint64_t past_faults;       /* [p] in memory that it has left */
    struct usage children_usage;    /* [p] of those that it waited for */
    int oom_adjust, oom_adjust_min; /* [p] points; task/oom.c */
    bool misses_memory;         /* no frame for its last copy from or to it */
    uint64_t sleep_until;       /* deadline of a sleep that a stop broke */
    struct alarm alarm;         /* sends SIGALRM */
    struct list sem_undos;      /* what its end does to semaphores; ipc/sem.c */
    struct list segments;       /* that it has made; ipc/shm.c */
    int fail_nth;               /* atomic; which allocation from now fails */
    uint64_t start_time;
    char name[16];              /* for ps: the program's file name */
};

extern struct spinlock process_lock;
extern struct list processes;       /* [p] all of them, oldest first */

static inline struct process *current(void)
{
    return thread_current()->process;
}

/* The lowest address that the running process may name for a mapping. */
static inline vaddr_t user_bottom(void)
{
    return cred_can(&current()->cred, CAP_SYS_RAWIO) ? 0 : USER_BOTTOM;
}

/* The process `pid`, or what a zombie has left of it; or NULL. Lock held. */
struct process *process_find(pid_t pid);

/* The process that a file of /proc tells of; NULL if it is gone, whoever has
 * its pid now. process_lock held. */
struct process *process_of(struct proc_id who);

/* A new process with an empty everything, pid assigned, child of `parent`
 * (NULL for the first). It isn't in the tables yet: process_publish() puts
 * it there. NULL: no memory, or too many processes. */
struct process *process_alloc(struct process *parent);
void process_publish(struct process *p);

/* Change its process group and session. Lock held. */
void process_join(struct process *p, pid_t pgrp, pid_t session);

/* Free what process_alloc() made; everything else is gone already. */
void process_free(struct process *p);

/* The limit on processes, by the size of memory, and how many there are. */
int process_limit(void);
int process_count(void);
uint64_t process_made(void);    /* how many there have ever been */

/* How a child differs from a plain copy. */
struct fork_wish {
    bool share_space;       /* our own memory, not a copy */
    bool vfork;             /* ... and we sleep until it has done with it */
    vaddr_t stack;          /* its stack pointer; 0: as ours */
    vaddr_t pid_at;         /* its memory gets its pid here; 0: nowhere */
};

/* A child that goes on from `frame`: its pid, -EAGAIN or -ENOMEM. */
int process_fork(const struct trap_frame *frame, struct fork_wish wish);

/* Start `path` as process 1 with these words; its name for the panic. */
void process_start_init(const char *path, char *const argv[],
                        char *const envp[]);

/* End the running process with a status as wait(2) reports it. */
NORETURN void process_exit(int status);

/* Have `f` called when a process ends but has everything yet: for the layers
 * above, which keep something for it. At boot. */
void process_at_end(void (*f)(struct process *p));

/* wait4: see the manual page. `status` may be 0; returns the pid, 0 with
 * WNOHANG, -ECHILD, -EINVAL, -ESRCH, -ERESTARTSYS, -EFAULT. */
int process_wait(pid_t which, vaddr_t status, int options, vaddr_t rusage);

#define WNOHANG 1
#define WUNTRACED 2             /* WSTOPPED */
#define WEXITED 4
#define WCONTINUED 8
#define WNOWAIT 0x01000000u     /* leave the child as it is */
#define WNOTHREAD 0x20000000u
#define WALL 0x40000000u
#define WCLONE 0x80000000u      /* children that end with no SIGCHLD */

/* waitid: the same, with a siginfo; 0, or an error. */
int process_wait_id(int type, pid_t id, vaddr_t info, int options,
                    vaddr_t rusage);

/* What its parent may learn of a child that ended, stopped or went on. */
struct siginfo process_news(const struct process *child);

/* Lock held. */
struct usage process_usage(struct process *p);

/* Tell it as a struct rusage: 0 or -EFAULT. */
int usage_to_user(vaddr_t rusage, struct usage u);

/* Memory was out: unless some comes back anyway, kill the processes that use
 * the space with the most pages (two during vfork), and let others run. If
 * process 1 is the only one, it ends, and with it the machine. No lock held. */
void process_await_memory(void);

/* Did the last copy from or to the running process's memory fail for that? It
 * may be tried again: memory was waited for. */
bool process_missed_memory(void);

/* Sleep until process 1 has ended, which kills and reaps all others first;
 * reap it. Its wait(2) status. */
int process_wait_for_init(void);

/* /proc/PID (task/procinfo.c). */
void procinfo_init(void);

/* /proc/PID/oom_score_adj (task/oom.c). */
void oom_init(void);

/* What programs ask /proc about the machine (task/machineinfo.c). */
void machineinfo_init(void);

/* /proc/cpuinfo (task/cpuinfo.c). */
void cpuinfo_init(void);

/* With `faults` on the command line: /proc/PID/fail-nth (task/failnth.c). */
void failnth_init(void);

/* The files' questions about processes are answered (task/hooks.c). */
void task_hooks_init(void);

/* Faults and other exceptions of user code become signals. */
void task_traps_init(void);
