/*
 * tty.h - the terminal on top of the console: line editing, echo, and the
 * keys that send signals (termios(3)).
 */
#pragma once

#include "fs/file.h"

/* Set by the task layer, which knows processes. The last five are about the
 * running one. */
struct tty_hooks {
    void (*signal)(pid_t pgrp, int signo);
    pid_t (*session_of)(pid_t pgrp);    /* 0: there is no such group */
    pid_t (*group)(void);
    pid_t (*session)(void);
    bool (*leads_session)(void);
    bool (*may_seize)(void);            /* a terminal that others have */
    bool (*stops_by)(int signo);        /* and somebody can continue it */
};
extern struct tty_hooks tty_hooks;

extern const struct file_ops tty_ops;

/* Take the console's input from now on. */
void tty_init(void);
