/*
 * init.c - process 1: runs what the machine was started for, and ends; then
 * the machine goes off with our exit status.
 *
 * That is, in this order: the commands in /etc/run, if it exists; with the
 * word `batch` on the kernel's command line, the demonstration; else the
 * demonstration (but not with the word `nodemo`) and a shell.
 *
 * Processes whose parents have died become our children: run() reaps them.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_MAX 123      /* higher ones mean that the machine failed */

static bool has_word(char **argv, const char *word)
{
    while (*argv && strcmp(*argv, word) != 0)
        argv++;
    return *argv;
}

static void open_console(void)
{
    int fd;

    do
        fd = open("/dev/console", O_RDWR);
    while (fd >= 0 && fd < STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

/* poweroff(1) sends SIGTERM. */
static void power_off(int signo)
{
    (void)signo;
    _exit(0);
}

/* The child: a session of its own that owns the terminal, so that Ctrl-C
 * reaches it and not us. */
static void become(char **argv)
{
    signal(SIGTERM, SIG_DFL);
    setsid();
    ioctl(STDIN_FILENO, TIOCSCTTY, 1);
    execv(argv[0], argv);
    warn("%s", argv[0]);
    _exit(127);
}

/* Run a program to its end, whose wait status is the result. */
static int run(char **argv)
{
    pid_t pid = fork(), ended;
    int status = 0;

    if (pid == 0)
        become(argv);
    if (pid < 0)
        err(1, "fork");
    do
        ended = wait(&status);
    while (ended > 0 && ended != pid);
    return status;
}

static int exit_status(int status)
{
    int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                   : WEXITSTATUS(status);

    return code < STATUS_MAX ? code : STATUS_MAX;
}

static void print_motd(void)
{
    FILE *f = fopen("/etc/motd", "r");
    int c;

    while (f && (c = getc(f)) != EOF)
        putchar(c);
    if (f)
        fclose(f);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char *commands[] = { "/bin/sh", "/etc/run", NULL };
    char *demo[] = { "/bin/demo", NULL };
    char *shell[] = { "/bin/sh", NULL };
    int status;

    (void)argc;
    open_console();
    setenv("PATH", "/bin", 1);
    setenv("HOME", "/root", 1);
    setenv("TERM", "linux", 0);
    signal(SIGTERM, power_off);

    if (access("/etc/run", F_OK) == 0)
        return exit_status(run(commands));
    if (has_word(argv, "batch"))
        return exit_status(run(demo));
    if (!has_word(argv, "nodemo"))
        run(demo);
    print_motd();
    do
        status = run(shell);
    while (WIFSIGNALED(status));
    return exit_status(status);
}
