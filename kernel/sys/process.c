/* process.c - exec, process groups and sessions, and what a program may ask
 * about the machine. */
#include "cpu/clock.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "lib/version.h"
#include "mm/frames.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/exec.h"
#include "task/process.h"
#include "vm/space.h"

int path_from_user(vaddr_t path, char **out)
{
    char *copy = kzalloc(PATH_MAX);
    ssize_t n = copy ? strncpy_from_user(copy, path, PATH_MAX) : -ENOMEM;

    if (n < 0) {
        kfree(copy);
        return n;
    }
    *out = copy;
    return 0;
}

static int exec(struct inode *program, const char *name, vaddr_t argv,
                vaddr_t envp, struct trap_frame *f)
{
    struct args *args = args_alloc();
    int err = args ? args_add_user(args, argv, false) : -ENOMEM;

    if (!err)
        err = args_add_user(args, envp, true);
    if (!err)
        err = process_exec(program, name, args, f);
    args_free(args);
    return err;
}

int64_t sys_execve(vaddr_t path, vaddr_t argv, vaddr_t envp,
                   struct trap_frame *f)
{
    struct inode *program;
    char *name = NULL;
    int err = path_from_user(path, &name);

    if (err)
        return err;
    err = program_open(name, &program);
    if (!err) {
        err = exec(program, name, argv, envp, f);
        if (err)
            program_close(program);
    }
    kfree(name);
    if (!err)
        syscall_leave_changed(NR_execve);
    return err;
}

int64_t sys_rt_sigreturn(void)
{
    signal_return(thread_frame(thread_current()));
    syscall_leave_changed(NR_rt_sigreturn);
}

#define CLONE_VM 0x100
#define CLONE_SIGHAND 0x800
#define CLONE_VFORK 0x4000
#define CLONE_THREAD 0x10000
#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_CHILD_SETTID 0x1000000
#define CLONE_SIGNAL 0xff

/*
 * The clones that are processes: C libraries make fork() and posix_spawn() of
 * them, and one may share our memory while both run. Threads there are none;
 * and CLEARTID says nothing to a process that is alone.
 */
int64_t sys_clone(uint64_t flags, vaddr_t stack, vaddr_t child_pid,
                  struct trap_frame *f)
{
    bool thread = flags & CLONE_THREAD, handlers = flags & CLONE_SIGHAND;
    uint64_t known = CLONE_VM | CLONE_VFORK | CLONE_CHILD_CLEARTID |
                     CLONE_CHILD_SETTID | CLONE_SIGNAL;

    if ((thread && !handlers) || (handlers && !(flags & CLONE_VM)))
        return -EINVAL;
    if ((flags & ~known) || (flags & CLONE_SIGNAL) != SIGCHLD)
        return -ENOSYS;
    return process_fork(f, (struct fork_wish){
        .share_space = flags & CLONE_VM, .vfork = flags & CLONE_VFORK,
        .stack = stack,
        .pid_at = flags & CLONE_CHILD_SETTID ? child_pid : 0,
    });
}

/* Each process is one thread, with the same id. */
int64_t sys_tgkill(pid_t process, pid_t thread, int signo)
{
    if (process <= 0 || thread <= 0)
        return -EINVAL;
    return process == thread ? signal_kill(thread, signo) : -ESRCH;
}

/* --- groups and sessions -------------------------------------------------- */

/* Lock held. */
static struct process *self_or(pid_t pid)
{
    return pid == 0 ? current() : process_find(pid);
}

static bool group_is_in_session(pid_t pgrp, pid_t session)
{
    struct process *p;

    list_for_each(p, &processes, all)
        if (p->pgrp == pgrp && p->session == session)
            return true;
    return false;
}

/* A child belongs to its parent until it runs a program of its own. */
static int64_t set_group(struct process *p, pid_t pgrp)
{
    struct process *self = current();

    if (!p || (p != self && p->parent != self))
        return -ESRCH;
    if (p->session != self->session)
        return -EPERM;
    if (p != self && p->has_execed)
        return -EACCES;
    if (p->session == p->pid)
        return -EPERM;
    if (pgrp != p->pid && !group_is_in_session(pgrp, p->session))
        return -EPERM;
    process_join(p, pgrp, p->session);
    return 0;
}

int64_t sys_setpgid(pid_t pid, pid_t pgrp)
{
    if (pid == 0)
        pid = current()->pid;
    if (pgrp == 0)
        pgrp = pid;
    if (pgrp < 0)
        return -EINVAL;
    spin_lock(&process_lock);
    int64_t err = set_group(process_find(pid), pgrp);
    spin_unlock(&process_lock);
    return err;
}

int64_t sys_getpgid(pid_t pid)
{
    spin_lock(&process_lock);
    struct process *p = self_or(pid);
    int64_t result = p ? p->pgrp : -ESRCH;
    spin_unlock(&process_lock);
    return result;
}

int64_t sys_getsid(pid_t pid)
{
    spin_lock(&process_lock);
    struct process *p = self_or(pid);
    int64_t result = p ? p->session : -ESRCH;
    spin_unlock(&process_lock);
    return result;
}

int64_t sys_setsid(void)
{
    struct process *p = current(), *other;
    int64_t result = p->pid;

    spin_lock(&process_lock);
    list_for_each(other, &processes, all)
        if (other->pgrp == p->pid && p->pid != 1)
            result = -EPERM;
    if (result > 0)
        process_join(p, p->pid, p->pid);
    spin_unlock(&process_lock);
    return result;
}

/* --- the machine ---------------------------------------------------------- */

#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

int64_t sys_arch_prctl(int code, vaddr_t address)
{
    struct thread *t = thread_current();

    switch (code) {
    case ARCH_SET_FS:
        if (address >= USER_TOP)
            return -EPERM;
        t->fs_base = address;
        wrmsr(MSR_FS_BASE, address);
        return 0;
    case ARCH_GET_FS:
        return copy_to_user(address, &t->fs_base, 8);
    default:
        return -EINVAL;
    }
}

int64_t sys_uname(vaddr_t buf)
{
    struct { char system[65], node[65], release[65], version[65], machine[65],
             domain[65]; } u = {
        SYSTEM_NAME, SYSTEM_NODE, SYSTEM_RELEASE, SYSTEM_VERSION,
        SYSTEM_MACHINE, "(none)",
    };

    return copy_to_user(buf, &u, sizeof(u));
}

int64_t sys_sysinfo(vaddr_t buf)
{
    struct {
        int64_t uptime;
        uint64_t loads[3], total, free, shared, buffers, swap, swap_free;
        uint16_t processes, pad;
        uint64_t high, high_free;
        uint32_t unit;
    } info = {
        .uptime = clock_monotonic() / NS_PER_SEC,
        .total = frames_total() * PAGE_SIZE,
        .free = frames_count(FRAME_FREE) * PAGE_SIZE,
        .shared = frames_count(FRAME_SEGMENT) * PAGE_SIZE,
        .processes = process_count(),
        .unit = 1,
    };

    return copy_to_user(buf, &info, sizeof(info));
}
