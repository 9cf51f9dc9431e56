/* execute.c - walks a tree, and starts programs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh/sh.h"

#define NOT_EXECUTABLE 126
#define NOT_FOUND 127

int loop_exits, loop_depth;
bool loop_continues;

/* --- redirections --------------------------------------------------------- */

static bool copy_descriptor(int fd, const char *source)
{
    if (strcmp(source, "-") == 0) {
        close(fd);
        return true;
    }
    if (dup2(atoi(source), fd) >= 0)
        return true;
    complain("%s: %s", source, strerror(errno));
    return false;
}

/* A descriptor from which `text` is read: Simplified: a pipe, so it must not
 * be longer than a pipe can hold. */
static int open_text(const char *text)
{
    size_t length = strlen(text);
    int ends[2];

    if (pipe(ends) < 0)
        return -1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    if (length > 0 && write(ends[1], text, length) != (ssize_t)length) {
        close(ends[0]);
        ends[0] = -1;
        errno = EFBIG;
    }
    close(ends[1]);
    return ends[0];
}

static int open_target(const struct redirect *r, const char **name)
{
    *name = "here-document";
    if (r->flags == HERE)
        return open_text(expand_lines(r->target));
    if (r->flags == HERE_PLAIN)
        return open_text(r->target);
    *name = expand_text(r->target);
    return open(*name, r->flags, 0666);
}

static bool redirect_one(const struct redirect *r)
{
    const char *name;

    if (r->flags == COPY)
        return copy_descriptor(r->fd, expand_text(r->target));
    int fd = open_target(r, &name);
    if (fd < 0) {
        complain("%s: %s", name, strerror(errno));
        return false;
    }
    if (fd != r->fd) {
        dup2(fd, r->fd);
        close(fd);
    }
    return true;
}

static bool redirect_all(const struct redirect *r)
{
    for (; r; r = r->next)
        if (!redirect_one(r))
            return false;
    return true;
}

/* The descriptors that were there before a builtin's redirections. */
struct saved {
    struct saved *next;
    int fd, copy;               /* copy -1: was closed */
};

static struct saved *save_descriptors(const struct redirect *r)
{
    struct saved *list = NULL;

    fflush(stdout);
    for (; r; r = r->next) {
        struct saved *s = keep(sizeof(*s));
        s->fd = r->fd;
        s->copy = fcntl(r->fd, F_DUPFD_CLOEXEC, 10);
        s->next = list;
        list = s;
    }
    return list;
}

static void restore_descriptors(const struct saved *s)
{
    fflush(stdout);
    for (; s; s = s->next) {
        if (s->copy >= 0)
            dup2(s->copy, s->fd);
        else
            close(s->fd);
        close(s->copy);
    }
}

/* --- simple commands ------------------------------------------------------ */

static void assign_all(const struct word *w)
{
    for (; w; w = w->next) {
        const char *equals = strchr(w->text, '=');
        setenv(keep_text(w->text, equals - w->text), expand_text(equals + 1),
               1);
    }
}

/* A file that is no executable for the kernel may hold commands for us. */
static int run_script(char **argv)
{
    parameters = argv;
    for (parameter_count = 0; argv[parameter_count + 1]; parameter_count++)
        continue;
    return run_file(argv[0]);
}

/* Become the program; if that fails the process ends. */
static void run_program(const struct node *n, char **argv)
{
    assign_all(n->assignments);
    if (!redirect_all(n->redirects))
        _exit(1);
    execvp(argv[0], argv);
    if (errno == ENOEXEC && strchr(argv[0], '/')) {
        int status = run_script(argv);
        fflush(stdout);
        _exit(status);
    }
    if (errno == ENOENT && !strchr(argv[0], '/'))
        complain("%s: not found; try help", argv[0]);
    else
        complain("%s: %s", argv[0], strerror(errno));
    _exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

static int run_builtin(const struct node *n, builtin *run, char **argv)
{
    struct saved *saved = save_descriptors(n->redirects);
    int status = 1;

    assign_all(n->assignments);
    if (redirect_all(n->redirects))
        status = run(argv);
    if (argv[0] && strcmp(argv[0], "exec") == 0)
        return status;              /* its redirections are to stay */
    restore_descriptors(saved);
    return status;
}

static int no_command(char **argv)
{
    (void)argv;
    return last_status;
}

static int start_program(const struct node *n, char **argv)
{
    struct job *j = job_new(n->text);

    if (job_fork(j, true) == 0)
        run_program(n, argv);
    return job_wait(j);
}

int run_command(char **argv)
{
    const struct node plain = { .kind = SIMPLE, .text = argv[0] };

    return start_program(&plain, argv);
}

static int run_simple(const struct node *n, bool last)
{
    int count;

    last_status = n->words ? last_status : 0;   /* X=$(false) sets it anew */
    char **argv = expand_words(n->words, &count);
    builtin *run = count ? builtin_find(argv[0]) : no_command;
    if (run)
        return run_builtin(n, run, argv);
    if (last)
        run_program(n, argv);
    return start_program(n, argv);
}

/* --- processes of the shell itself ---------------------------------------- */

pid_t fork_shell(void)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0)
        complain("cannot start a process: %s", strerror(errno));
    if (pid == 0)
        jobs_forget();
    return pid;
}

static void run_and_exit(const struct node *n)
{
    int status = execute(n, true);

    fflush(stdout);
    _exit(status);
}

static int run_background(const struct node *n)
{
    struct job *j = job_new(n->text);
    pid_t pid = job_fork(j, false);

    if (pid == 0)
        run_and_exit(n->left);
    if (pid > 0)
        last_background = pid;
    job_background(j);
    return pid > 0 ? 0 : 1;
}

static int run_subshell(const struct node *n)
{
    struct job *j = job_new(n->text);
    pid_t pid = job_fork(j, true);

    if (pid == 0)
        run_and_exit(n->left);
    return job_wait(j);
}

static void become_stage(const struct node *n, int in, const int out[2])
{
    if (in >= 0) {
        dup2(in, STDIN_FILENO);
        close(in);
    }
    if (out) {
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        close(out[1]);
    }
    run_and_exit(n);
}

/* Start the stages of a pipeline from left to right; the result is the end to
 * read from, of which the last stage has none. */
static int start_stages(struct job *j, const struct node *n, bool is_last)
{
    int in = -1, out[2];

    if (n->kind == PIPE) {
        in = start_stages(j, n->left, false);
        if (in < 0)
            return -1;
        n = n->right;
    }
    if (!is_last && pipe(out) < 0) {
        complain("cannot make a pipe: %s", strerror(errno));
        close(in);
        return -1;
    }
    pid_t pid = job_fork(j, true);
    if (pid == 0)
        become_stage(n, in, is_last ? NULL : out);
    if (in >= 0)
        close(in);
    if (is_last)
        return -1;
    close(out[1]);
    if (pid < 0)
        close(out[0]);
    return pid < 0 ? -1 : out[0];
}

static int run_pipeline(const struct node *n)
{
    struct job *j = job_new(n->text);

    start_stages(j, n, true);
    return job_wait(j);
}

/* --- loops ---------------------------------------------------------------- */

/* After a round: is this loop to be left? */
static bool leaves_loop(void)
{
    if (loop_exits == 0)
        return false;
    loop_exits--;
    if (loop_exits == 0 && loop_continues) {
        loop_continues = false;
        return false;
    }
    return true;
}

static int run_while(const struct node *n)
{
    int status = 0;

    loop_depth++;
    for (;;) {
        void *mark = arena_mark();
        bool go_on = (execute(n->left, false) == 0) == (n->kind == WHILE);
        if (go_on && loop_exits == 0)
            status = execute(n->right, false);
        arena_release(mark);
        if (leaves_loop() || !go_on)
            break;
    }
    loop_depth--;
    return status;
}

static int run_for(const struct node *n)
{
    int status = 0, count = parameter_count;
    char **values = parameters + 1;

    if (!n->all_parameters)
        values = expand_words(n->words, &count);
    loop_depth++;
    for (int i = 0; i < count; i++) {
        void *mark = arena_mark();
        setenv(n->name, values[i], 1);
        status = execute(n->right, false);
        arena_release(mark);
        if (leaves_loop())
            break;
    }
    loop_depth--;
    return status;
}

/* --- trees ---------------------------------------------------------------- */

static int run_if(const struct node *n, bool last)
{
    if (execute(n->left, false) == 0)
        return loop_exits ? last_status : execute(n->right, last);
    return n->other ? execute(n->other, last) : 0;
}

static bool matches_any(const struct word *patterns, const char *text)
{
    for (; patterns; patterns = patterns->next)
        if (matches(expand_pattern(patterns->text), text))
            return true;
    return false;
}

static int run_case(const struct node *n, bool last)
{
    const char *text = expand_text(n->words->text);

    for (const struct node *c = n->other; c; c = c->other)
        if (matches_any(c->words, text))
            return c->left ? execute(c->left, last) : 0;
    return 0;
}

static int execute_kind(const struct node *n, bool last)
{
    int status;

    switch (n->kind) {
    case SIMPLE: return run_simple(n, last);
    case PIPE: return run_pipeline(n);
    case BACKGROUND: return run_background(n);
    case SUBSHELL: return run_subshell(n);
    case GROUP: return execute(n->left, last);
    case NOT: return !execute(n->left, false);
    case IF: return run_if(n, last);
    case WHILE:
    case UNTIL: return run_while(n);
    case FOR: return run_for(n);
    case CASE: return run_case(n, last);
    case CLAUSE: break;
    case SEQUENCE:
        status = execute(n->left, false);
        return loop_exits ? status : execute(n->right, last);
    case AND:
    case OR:
        status = execute(n->left, false);
        if (loop_exits || (status == 0) != (n->kind == AND))
            return status;
        return execute(n->right, last);
    }
    return 0;
}

int execute(const struct node *n, bool last)
{
    struct saved *saved = NULL;
    bool redirected = n->kind != SIMPLE && n->redirects;

    if (redirected) {
        saved = save_descriptors(n->redirects);
        last = false;
    }
    if (redirected && !redirect_all(n->redirects))
        last_status = 1;
    else
        last_status = execute_kind(n, last);
    restore_descriptors(saved);
    return last_status;
}
