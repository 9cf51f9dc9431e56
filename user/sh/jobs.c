/*
 * jobs.c - jobs: the processes of one command line, and whose turn it is at
 * the terminal.
 *
 * In an interactive shell each job is a process group. The terminal sends the
 * signals of Ctrl-C and Ctrl-Z to the group in the foreground, which is the
 * job that we wait for, or we ourselves; so Ctrl-C ends a program and not the
 * shell.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sh/sh.h"

struct job {
    struct job *next;
    int number;                 /* as in %1 */
    char *text;
    pid_t group;                /* its first process */
    pid_t *alive;               /* those that have not ended */
    int count;
    pid_t last;                 /* the last one's status is the job's */
    int status;                 /* as wait() gives it */
    bool stopped, background;
};

static struct job *jobs;
static bool control;            /* each job has a process group */

static const int ignored[] = { SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU };
#define IGNORED (sizeof(ignored) / sizeof(ignored[0]))

static void interrupted(int signo)
{
    (void)signo;                /* read() and wait() end with EINTR */
}

void jobs_init(bool is_interactive)
{
    struct sigaction action = { .sa_handler = interrupted };

    control = is_interactive;
    if (!control)
        return;
    for (size_t i = 0; i < IGNORED; i++)
        signal(ignored[i], SIG_IGN);
    sigaction(SIGINT, &action, NULL);
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpgrp());
}

void jobs_forget(void)
{
    if (control) {
        for (size_t i = 0; i < IGNORED; i++)
            signal(ignored[i], SIG_DFL);
        signal(SIGINT, SIG_DFL);
    }
    control = interactive = false;
    jobs = NULL;
}

/* --- the list ------------------------------------------------------------- */

struct job *job_new(const char *text)
{
    struct job *j = calloc(1, sizeof(*j)), **end = &jobs;

    if (!j || !(j->text = strdup(text ? text : ""))) {
        complain("out of memory");
        exit(2);
    }
    while (*end)
        end = &(*end)->next;
    *end = j;
    return j;
}

static void job_free(struct job *j)
{
    struct job **at = &jobs;

    while (*at != j)
        at = &(*at)->next;
    *at = j->next;
    free(j->alive);
    free(j->text);
    free(j);
}

static void job_number(struct job *j)
{
    int highest = 0;

    for (struct job *other = jobs; other; other = other->next)
        if (other->number > highest)
            highest = other->number;
    if (j->number == 0)
        j->number = highest + 1;
}

/* %N, a process's number, or the newest. */
static struct job *job_find(const char *name)
{
    struct job *found = NULL;

    for (struct job *j = jobs; j; j = j->next) {
        if (!name ? j->number > 0
                  : *name == '%' ? j->number == atoi(name + 1)
                                 : j->last == atoi(name))
            found = j;
    }
    return found;
}

/* A process has news: find it in its job. */
static void note(pid_t pid, int status)
{
    for (struct job *j = jobs; j; j = j->next) {
        for (int i = 0; i < j->count; i++) {
            if (j->alive[i] != pid)
                continue;
            j->stopped = WIFSTOPPED(status);
            if (pid == j->last || j->stopped)
                j->status = status;
            if (!j->stopped)
                j->alive[i] = j->alive[--j->count];
            return;
        }
    }
}

/* --- starting ------------------------------------------------------------- */

static void join_group(struct job *j, bool foreground)
{
    if (!control)
        return;
    setpgid(0, j->group);
    if (foreground)
        tcsetpgrp(STDIN_FILENO, getpgrp());
}

pid_t job_fork(struct job *j, bool foreground)
{
    pid_t *alive = realloc(j->alive, (j->count + 1) * sizeof(pid_t));

    j->alive = alive ? alive : j->alive;
    fflush(stdout);
    pid_t pid = alive ? fork() : -1;
    if (pid < 0) {
        complain("cannot start a process: %s", strerror(errno));
        return -1;
    }
    if (pid == 0) {
        join_group(j, foreground);      /* parent and child both: whoever */
        jobs_forget();                  /* is first, it is done in time */
        return 0;
    }
    if (j->group == 0)
        j->group = pid;
    if (control)
        setpgid(pid, j->group);
    j->alive[j->count++] = pid;
    j->last = pid;
    return pid;
}

/* --- waiting -------------------------------------------------------------- */

static int exit_status(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    return 128 + (WIFSTOPPED(status) ? WSTOPSIG(status) : WTERMSIG(status));
}

/* What a user wants to know of the end of a foreground job. */
static void tell_end(const struct job *j)
{
    int signo = WIFSIGNALED(j->status) ? WTERMSIG(j->status) : 0;

    if (j->stopped)
        fprintf(stderr, "\n[%d] Stopped  %s\n", j->number, j->text);
    else if (signo == SIGINT && control)
        fprintf(stderr, "\n");
    else if (signo && signo != SIGINT && signo != SIGPIPE)
        fprintf(stderr, "%s\n", strsignal(signo));
}

int job_wait(struct job *j)
{
    bool started = j->group != 0;
    int status;

    if (control && started)
        tcsetpgrp(STDIN_FILENO, j->group);
    while (j->count > 0 && !j->stopped) {
        pid_t pid = waitpid(-1, &status, WUNTRACED);
        if (pid > 0)
            note(pid, status);
        else if (errno != EINTR)
            break;
    }
    if (control && started)
        tcsetpgrp(STDIN_FILENO, getpgrp());
    if (j->stopped)
        job_number(j);
    tell_end(j);
    status = started ? exit_status(j->status) : 1;
    if (!j->stopped)
        job_free(j);
    return status;
}

void job_background(struct job *j)
{
    if (j->group == 0) {
        job_free(j);
        return;
    }
    j->background = true;
    job_number(j);
    if (interactive)
        fprintf(stderr, "[%d] %d\n", j->number, j->last);
}

static void print_job(const struct job *j)
{
    const char *state = j->stopped ? "Stopped" : "Running";
    char done[32];

    if (j->count == 0 && WIFSIGNALED(j->status)) {
        state = strsignal(WTERMSIG(j->status));
    } else if (j->count == 0) {
        int code = WEXITSTATUS(j->status);
        snprintf(done, sizeof(done), code ? "Exit %d" : "Done", code);
        state = done;
    }
    fprintf(stderr, "[%d] %-10s %s\n", j->number, state, j->text);
}

void jobs_report(void)
{
    struct job *j, *next;
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0)
        note(pid, status);
    for (j = jobs; j; j = next) {
        next = j->next;
        if (j->count > 0 || !j->background)
            continue;
        if (interactive)
            print_job(j);
        job_free(j);
    }
}

/* --- builtins ------------------------------------------------------------- */

/* Wait for a job in the background; Ctrl-C breaks it. */
static int wait_for(struct job *j)
{
    int status;

    while (j->count > 0 && !j->stopped) {
        pid_t pid = waitpid(-1, &status, WUNTRACED);
        if (pid > 0)
            note(pid, status);
        else
            return errno == EINTR ? 128 + SIGINT : 127;
    }
    status = exit_status(j->status);
    if (j->count == 0 && !interactive)
        job_free(j);
    return status;
}

int builtin_wait(char **argv)
{
    int status = 0;

    for (struct job *j = jobs, *next; !argv[1] && j; j = next) {
        next = j->next;
        if (wait_for(j) == 128 + SIGINT)
            return 128 + SIGINT;
    }
    for (int i = 1; argv[i]; i++) {
        struct job *j = job_find(argv[i]);
        status = j ? wait_for(j) : 127;
    }
    return status;
}

int builtin_jobs(char **argv)
{
    (void)argv;
    jobs_report();
    for (struct job *j = jobs; j; j = j->next)
        if (j->number)
            print_job(j);
    return 0;
}

static struct job *job_resume(char **argv)
{
    struct job *j = job_find(argv[1]);

    if (!j || !control) {
        complain("%s: no such job", argv[1] ? argv[1] : argv[0]);
        return NULL;
    }
    printf("%s\n", j->text);
    fflush(stdout);
    j->stopped = false;
    return j;
}

int builtin_fg(char **argv)
{
    struct job *j = job_resume(argv);

    if (!j)
        return 1;
    j->background = false;
    tcsetpgrp(STDIN_FILENO, j->group);
    kill(-j->group, SIGCONT);
    return job_wait(j);
}

int builtin_bg(char **argv)
{
    struct job *j = job_resume(argv);

    if (!j)
        return 1;
    j->background = true;
    kill(-j->group, SIGCONT);
    return 0;
}

static char *pid_text(pid_t pid)
{
    char *text = keep(12);

    sprintf(text, "%d", pid);
    return text;
}

/* In place of each %N the program gets the processes of that job. */
int builtin_kill(char **argv)
{
    size_t count = 0, room = 1;

    while (argv[room - 1])
        room++;
    for (struct job *j = jobs; j; j = j->next)
        room += j->count;
    char **new = keep(room * sizeof(char *));
    for (; *argv; argv++) {
        struct job *j = **argv == '%' ? job_find(*argv) : NULL;
        if (**argv == '%' && !j) {
            complain("kill: %s: no such job", *argv);
            return 1;
        }
        if (!j)
            new[count++] = *argv;
        for (int i = 0; j && i < j->count; i++)
            new[count++] = pid_text(j->alive[i]);
    }
    return run_command(new);
}
