/* exit.c - the end of a process; its parent's waiting for it is wait.c's. */
#include "cpu/mmu.h"
#include "cpu/trace.h"
#include "fs/fdtable.h"
#include "fs/inode.h"
#include "lib/errno.h"
#include "task/exec.h"
#include "task/exit.h"
#include "task/process.h"
#include "vm/space.h"

/* Leave the user's memory: the kernel runs on its own tables from here on.
 * Shared-memory segments are detached now, not when the parent waits. */
void process_leave_space(struct process *p)
{
    struct space *s = p->space;

    p->thread.mmu = NULL;
    mmu_use(&kernel_mmu);
    spin_lock(&process_lock);
    p->past_faults += p->borrows_space ? 0 : s->faults;
    p->space = NULL;
    spin_unlock(&process_lock);
    space_put(s);
    process_return_space(p);
}

/* A vfork parent may go on. */
void process_return_space(struct process *p)
{
    spin_lock(&process_lock);
    if (p->borrows_space) {
        p->borrows_space = p->parent->lent_space = false;
        wake_all(&p->parent->space_returned);
    }
    spin_unlock(&process_lock);
}

static void tell_parent(struct process *p)
{
    struct siginfo info = process_news(p);

    signal_post(p->parent, SIGCHLD, &info);
    wake_all(&p->parent->child_changed);
}

/* Whoever lent the child a space is gone, and doesn't wait for it. */
static void give_to(struct process *child, struct process *parent)
{
    list_remove(&child->sibling);
    list_push_back(&parent->children, &child->sibling);
    child->parent = parent;
    child->parent_pid = parent->pid;
    child->borrows_space = false;
    if (child->death_signal && child->state != PROCESS_ZOMBIE)
        signal_post(child, child->death_signal, NULL);
    if (child->state == PROCESS_ZOMBIE)
        tell_parent(child);
}

static bool ignores_children(const struct process *p)
{
    const struct sigaction *a = &p->signals.actions[SIGCHLD];

    return a->handler == SIG_IGN || (a->flags & SA_NOCLDWAIT);
}

static struct waitq init_ended = WAITQ_INIT(init_ended);

/* Process 1 takes over the orphans, and the dead whom nobody asks about. */
static void become_zombie(struct process *p, int status)
{
    struct process *init = process_find(1), *child, *after;
    struct process *parent = p->parent;

    p->status = status;
    p->state = PROCESS_ZOMBIE;
    if (p == init) {
        wake_all(&init_ended);
        return;
    }
    list_for_each_safe(child, after, &p->children, sibling)
        give_to(child, init);
    if (ignores_children(parent)) {
        give_to(p, init);
        wake_all(&parent->child_changed);
    } else {
        tell_parent(p);
    }
}

/* Process 1 ends: nobody outlives it. No signal may break its waiting. */
static void end_all_others(struct process *init)
{
    struct process *p;

    spin_lock(&process_lock);
    init->signals.blocked = ~0ul;
    thread_uninterrupt(&init->thread);
    list_for_each(p, &processes, all)
        if (p != init)
            signal_post_shared(p, SIGKILL, NULL);
    spin_unlock(&process_lock);
    while (process_wait(-1, 0, 0, 0) > 0)
        continue;
}

static void (*at_end[2])(struct process *p);

void process_at_end(void (*f)(struct process *p))
{
    at_end[at_end[0] != NULL] = f;
}

static void release_all(struct process *p)
{
    for (unsigned i = 0; i < ARRAY_SIZE(at_end); i++)
        at_end[i](p);
    alarm_cancel(&p->alarm);
    fdtable_free(p->files);
    p->files = NULL;
    inode_put(p->cwd);
    p->cwd = NULL;
    process_leave_space(p);
    program_close(p->program);
    p->program = NULL;
}

TRACE_NOTE note_exit(int status)
{
    trace_note(TRACE_PROCESS, TRACE_EXIT, status, 0, 0, 0);
}

void process_exit(int status)
{
    struct process *p = current();

    if (p->pid == 1)
        end_all_others(p);
    TRACE(TRACE_PROCESS, note_exit(status));
    spin_lock(&process_lock);
    p->state = PROCESS_ENDING;
    spin_unlock(&process_lock);
    release_all(p);
    spin_lock(&process_lock);
    become_zombie(p, status);
    spin_unlock(&process_lock);
    thread_exit();
}

void process_reap(struct process *p)
{
    spin_lock(&process_lock);
    list_remove(&p->all);
    list_remove(&p->by_pid);
    list_remove(&p->sibling);
    spin_unlock(&process_lock);
    thread_release(&p->thread);
    process_free(p);
}

int process_wait_for_init(void)
{
    spin_lock(&process_lock);
    struct process *init = process_find(1);
    while (init->state != PROCESS_ZOMBIE)
        wait_on_always(&init_ended, &process_lock);
    int status = init->status;
    spin_unlock(&process_lock);
    process_reap(init);
    return status;
}
