/*
 * tty.h - the terminal on top of the console: line editing, echo, and the
 * keys that send signals (termios(3)).
 */
#pragma once

#include "fs/file.h"

/* Set by the task layer: send `signo` to a process group; the running
 * process's group and session. */
struct tty_hooks {
    void (*signal)(pid_t pgrp, int signo);
    pid_t (*group)(void);
    pid_t (*session)(void);
};
extern struct tty_hooks tty_hooks;

extern const struct file_ops tty_ops;

/* Take the console's input from now on. */
void tty_init(void);
