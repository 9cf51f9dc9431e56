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

static pid_t current_group(void)
{
    return current()->pgrp;
}

static pid_t current_session(void)
{
    return current()->session;
}

void task_hooks_init(void)
{
    file_hooks = (struct file_hooks){ killed, broken_pipe };
    tty_hooks = (struct tty_hooks){ signal_group, current_group,
                                    current_session };
}
