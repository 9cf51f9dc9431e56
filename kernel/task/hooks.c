/* hooks.c - what files and the terminal, which are below this layer, ask about
 * processes and tell them. */
#include "fs/tty.h"
#include "task/process.h"

/* --- files ---------------------------------------------------------------- */

static bool killed(void)
{
    return current()->signals.pending & signal_bit(SIGKILL);
}

static void broken_pipe(void)
{
    spin_lock(&process_lock);
    signal_post(current(), SIGPIPE, NULL);
    spin_unlock(&process_lock);
}

/* --- the terminal --------------------------------------------------------- */

static void signal_group(pid_t pgrp, int signo)
{
    spin_lock(&process_lock);
    signal_post_group(pgrp, signo, NULL);
    spin_unlock(&process_lock);
}

static pid_t session_of(pid_t pgrp)
{
    struct process *p;
    pid_t session = 0;

    spin_lock(&process_lock);
    list_for_each(p, &processes, all)
        if (p->pgrp == pgrp)
            session = p->session;
    spin_unlock(&process_lock);
    return session;
}

static pid_t current_group(void)
{
    return current()->pgrp;
}

static pid_t current_session(void)
{
    return current()->session;
}

static bool leads_session(void)
{
    return current()->session == current()->pid;
}

static bool is_root(void)
{
    return cred_can(&current()->cred, CAP_SYS_ADMIN);
}

/* Has no member a parent in the session but outside of the group? Nobody
 * would continue it then (POSIX, "orphaned process group"). Lock held. */
static bool is_orphaned(pid_t pgrp)
{
    struct process *p;

    list_for_each(p, &processes, all)
        if (p->pgrp == pgrp && p->state != PROCESS_ZOMBIE && p->parent &&
            p->parent->pgrp != pgrp && p->parent->session == p->session)
            return false;
    return true;
}

static bool stops_by(int signo)
{
    const struct signals *s = &current()->signals;

    spin_lock(&process_lock);
    bool stops = !(s->blocked & signal_bit(signo)) &&
                 s->actions[signo].handler != SIG_IGN &&
                 !is_orphaned(current()->pgrp);
    spin_unlock(&process_lock);
    return stops;
}

void task_hooks_init(void)
{
    file_hooks = (struct file_hooks){ killed, broken_pipe };
    tty_hooks = (struct tty_hooks){
        .signal = signal_group, .session_of = session_of,
        .group = current_group, .session = current_session,
        .leads_session = leads_session, .may_seize = is_root,
        .stops_by = stops_by,
    };
}
