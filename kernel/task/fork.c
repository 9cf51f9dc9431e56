/* fork.c - a process from a process (fork(2), vfork(2), clone(2)). */
#include "cpu/trace.h"
#include "fs/fdtable.h"
#include "fs/inode.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "task/exec.h"
#include "task/process.h"
#include "vm/space.h"

/* What a child has from its parent by plain copying. */
static void inherit(struct process *child, const struct process *parent)
{
    asm volatile("fxsave64 %0" : "=m"(child->thread.fpu));
    child->thread.fs_base = parent->thread.fs_base;
    child->umask = parent->umask;
    child->dumpable = parent->dumpable;
    child->nice = parent->nice;
    child->oom_adjust = parent->oom_adjust;
    child->oom_adjust_min = parent->oom_adjust_min;
    child->cred = parent->cred;
    memcpy(child->limits, parent->limits, sizeof(child->limits));
    memcpy(child->name, parent->name, sizeof(child->name));
    signals_fork(&child->signals, &parent->signals);
}

static int take_space(struct process *child, struct process *parent,
                      struct fork_wish wish)
{
    child->borrows_space = parent->lent_space = wish.vfork;
    if (wish.share_space) {
        space_get(parent->space);
        child->space = parent->space;
    } else {
        child->space = space_fork(parent->space);
    }
    if (!child->space)
        return -ENOMEM;
    child->thread.mmu = &child->space->mmu;
    return 0;
}

/* The vfork child has our memory: sleep until it execs or ends, or until we
 * are killed. The child may be gone already, so nothing of it is looked at. */
static void wait_for_space(struct process *self)
{
    spin_lock(&process_lock);
    while (self->lent_space && signal_wait_killed(&self->space_returned) == 0)
        continue;
    spin_unlock(&process_lock);
}

TRACE_NOTE note_fork(const struct process *child)
{
    trace_note(TRACE_PROCESS, TRACE_FORK, child->pid, child->space->mmu.root, 0,
               0);
}

int process_fork(const struct trap_frame *frame, struct fork_wish wish)
{
    struct process *parent = current(), *child;
    struct trap_frame child_frame = *frame;
    int err = signals_before_fork();

    if (err)
        return err;
    if (!(child = process_alloc(parent)))
        return -EAGAIN;
    err = -ENOMEM;
    child_frame.rax = 0;
    child_frame.vector = TRAP_SYSCALL_SETTLED;
    if (wish.stack)
        child_frame.rsp = wish.stack;
    if (thread_init_user(&child->thread, &child_frame) < 0)
        goto free_process;
    inherit(child, parent);
    child->files = fdtable_clone(parent->files);
    if (!child->files)
        goto release_thread;
    if (take_space(child, parent, wish) < 0)
        goto free_files;
    if (wish.pid_at)            /* may fail, which nobody learns, as on Linux */
        space_poke(child->space, wish.pid_at, &child->pid, sizeof(pid_t));
    child->cwd = inode_get(parent->cwd);
    child->program = program_get(parent->program);
    process_publish(child);
    pid_t pid = child->pid;
    TRACE(TRACE_PROCESS, note_fork(child));
    thread_wake(&child->thread);
    if (wish.vfork)
        wait_for_space(parent);
    return pid;

free_files:
    fdtable_free(child->files);
release_thread:
    thread_release(&child->thread);
free_process:
    process_free(child);
    return err;
}
