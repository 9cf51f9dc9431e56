/*
 * main.c - strace shows the system calls of a program, and what became of the
 * page tables.
 *
 *     strace [-cfP] [-e CALLS] [-o FILE] COMMAND [ARGUMENT]...
 *     strace [-cfP] [-e CALLS] [-o FILE] -p PID
 *
 *     -f   follow the children, too         -c   only count the calls
 *     -P, --pages   each page fault, and each change of a page table
 *     -e CALLS   only these: names with commas in between, or %ipc, %memory,
 *                %file, %process, %signal; ! in front: all but these
 *     -o FILE    write there, not to standard error
 *
 * Its exit status is the command's. See strace.h for the other files.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/proc.h"
#include "lib/walk.h"
#include "strace/strace.h"

struct options options;
static bool wanted[CALLS_MAX + 1];      /* the last: those without a name */
static pid_t command;                   /* 0: we came by -p */
static volatile sig_atomic_t ended_by;  /* a signal */

/* --- calls ---------------------------------------------------------------- */

static bool is_wanted(unsigned number)
{
    return wanted[number < CALLS_MAX ? number : CALLS_MAX];
}

/* Until the command runs there is only our own child's attempt to start it. */
static bool is_shown(const struct traced *p)
{
    unsigned number = p->call.number;

    return !options.count && is_wanted(number) &&
           (p->started || number == SYS_execve);
}

static void on_call(struct traced *p, const struct trace_event *e)
{
    memset(&p->call, 0, sizeof(p->call));
    p->call.number = e->what;
    p->call.time = e->time;
    memcpy(p->call.arg, e->arg, sizeof(p->call.arg));
    p->in_call = true;
    p->begun = false;
    p->entries = 0;
}

static void on_behind(struct traced *p, const struct trace_event *e)
{
    struct behind *b = &p->call.behind[e->what % TRACE_ARGS];

    b->there = true;
    memcpy(b->words, e->arg, sizeof(b->words));
}

static void on_call_over(struct traced *p)
{
    if (is_shown(p))
        call_end(p);
    pages_after_call(p);
    p->in_call = false;
    line_show_later(p);
}

static void on_result(struct traced *p, const struct trace_event *e)
{
    if (!p->in_call)
        return;                 /* its begin was before ours, or is lost */
    p->call.done = true;
    p->call.result = e->arg[0];
    if (options.count && p->started && is_wanted(p->call.number))
        summary_add(&p->call, e->time);
    on_call_over(p);
}

/* --- processes ------------------------------------------------------------ */

static void tell_attached(pid_t pid)
{
    if (options.to_file || options.count)
        return;
    line_begin(NULL);
    put("Process %d attached", pid);
    line_end();
}

static void on_process(struct traced *p, const struct trace_event *e)
{
    if (e->what == TRACE_FORK && options.follow) {
        struct traced *child = traced_add(e->arg[0]);
        child->root = e->arg[1];
        child->started = true;
        tell_attached(child->pid);
    } else if (e->what == TRACE_EXEC) {
        p->root = e->arg[0];
        p->started = true;
    } else if (e->what == TRACE_EXIT) {
        if (p->in_call)
            on_call_over(p);
        if (!options.count)
            exit_show(p, e->arg[0]);
        traced_remove(p);
    }
}

static void handle(const struct trace_event *e)
{
    uint64_t root = e->kind == TRACE_ENTRY ? tables_learn(e) : 0;

    if (e->kind == TRACE_REGION)
        region_note(e);
    if (e->kind == TRACE_SIGNAL && !options.count)
        signal_show(e);
    struct traced *p = traced_find(e->pid);
    if (!p)
        return;
    switch (e->kind) {
    case TRACE_CALL: on_call(p, e); break;
    case TRACE_TEXT:
    case TRACE_DATA: on_behind(p, e); break;
    case TRACE_RESULT: on_result(p, e); break;
    case TRACE_PROCESS: on_process(p, e); break;
    default: pages_note(p, e, root);
    }
}

/* --- the trace ------------------------------------------------------------ */

#define IDLE_NS 5000000
#define IDLE_MAX 40             /* rounds that we wait for a command to end, too,
                                   when a signal ends us */

/* Some are lost: nobody knows what the processes are about to do. */
static void tell_lost(uint64_t lost)
{
    line_begin(NULL);
    put("%lu records are lost: the processes were too fast", lost);
    line_end();
    for (struct traced *p = traced; p; p = p->next) {
        p->in_call = p->begun = p->fault_shown = false;
        p->fault = NO_FAULT;
    }
}

/* Calls that take their time are shown before they end. */
static void show_waiting(void)
{
    for (struct traced *p = traced; p; p = p->next)
        if (p->in_call && !p->begun && is_shown(p))
            call_begin(p);
}

static void watch(void)
{
    struct trace_event e;
    int idle = 0;

    while (traced && !(ended_by && idle > IDLE_MAX)) {
        bool more = source_next(&e);
        uint64_t lost = source_lost();
        if (lost)
            tell_lost(lost);
        if (more) {
            handle(&e);
            idle = 0;
            continue;
        }
        if (++idle == 2)
            show_waiting();
        if (idle > 2)
            traced_drop_dead();
        fflush(out);
        nanosleep(&(struct timespec){ 0, IDLE_NS }, NULL);
    }
}

static void on_signal(int signo)
{
    ended_by = signo;
}

/* A signal ends the trace in order. */
static void catch_signals(void)
{
    static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

    for (unsigned i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
        if (signal(fatal[i], on_signal) == SIG_IGN)
            signal(fatal[i], SIG_IGN);
}

static void detach_all(void)
{
    for (struct traced *p = traced; p; p = p->next) {
        line_begin(NULL);
        put("Process %d detached", p->pid);
        line_end();
    }
}

static _Noreturn void end_by(int signo)
{
    signal(signo, SIG_DFL);
    raise(signo);
    exit(128 + signo);
}

/* As the command ended. */
static _Noreturn void end(void)
{
    int status = 0;

    if (ended_by && traced)
        end_by(ended_by);
    if (command)
        waitpid(command, &status, 0);
    if (WIFSIGNALED(status))
        end_by(WTERMSIG(status));
    exit(WEXITSTATUS(status));
}

/* --- the command ---------------------------------------------------------- */

/* Where it lies, by PATH, as Linux's strace looks for it. */
static const char *path_of(const char *name)
{
    const char *at = getenv("PATH");
    static char path[4096];
    struct stat s;

    if (strchr(name, '/')) {
        if (stat(name, &s) < 0)
            err(1, "Can't stat '%s'", name);
        return name;
    }
    for (at = at ? at : "/bin"; *at; at += *at == ':') {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof(path), "%.*s/%s", (int)n, n ? at : ".", name);
        if (stat(path, &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 0111))
            return path;
        at += n;
    }
    errno = ENOENT;
    err(1, "Can't stat '%s'", name);
}

static void command_start(const char *path, char **argv)
{
    fflush(NULL);
    command = fork();
    if (command < 0)
        err(1, "fork");
    if (command == 0) {
        execv(path, argv);
        err(1, "exec");
    }
    traced_add(command);
}

static void attach(pid_t pid)
{
    struct traced *p = traced_add(pid);
    int walks = walk_open(pid);
    struct walk w;

    p->started = true;
    if (walks < 0 || !walk_read(walks, 0, &w))
        err(1, "process %d can't be watched", pid);
    close(walks);
    p->root = w.cr3;
    tables_read(pid);
    regions_read(pid, p->root);
    tell_attached(pid);
}

/* --- options -------------------------------------------------------------- */

static void usage(void)
{
    fprintf(stderr, "usage: strace [-cfP] [-e CALLS] [-o FILE] COMMAND "
            "[ARGUMENT]...\n       strace [-cfP] [-e CALLS] [-o FILE] -p "
            "PID\n");
    exit(1);
}

static void want_class(const char *class, bool want)
{
    bool found = false;

    for (int i = 0; i < CALLS_MAX; i++) {
        const char *of = call_type(i)->class;
        if (of && strcmp(of, class) == 0) {
            found = true;
            wanted[i] = want;
        }
    }
    if (!found)
        errx(1, "there is no class of calls '%%%s'; there are %%ipc, %%memory, "
             "%%file, %%process and %%signal", class);
}

static void want_all(bool want)
{
    for (int i = 0; i <= CALLS_MAX; i++)
        wanted[i] = want;
}

/* Of -e: [trace=][!]NAME,... */
static void want(char *list)
{
    if (strncmp(list, "trace=", 6) == 0)
        list += 6;
    bool these = *list != '!';
    list += !these;
    want_all(!these);
    for (char *name; (name = strsep(&list, ","));) {
        int number = call_by_name(name);
        if (*name == '%')
            want_class(name + 1, these);
        else if (strcmp(name, "all") == 0 || strcmp(name, "none") == 0)
            want_all((*name == 'a') == these);
        else if (number < 0)
            errx(1, "there is no system call '%s'", name);
        else
            wanted[number] = these;
    }
}

static pid_t pid_of(const char *text)
{
    struct process p;
    char *rest;
    long pid = strtol(text, &rest, 10);

    if (*rest || rest == text || pid <= 0)
        errx(1, "'%s' is no process: -p takes its number", text);
    if (pid == getpid())
        errx(1, "I can't watch myself");
    if (!process_read(pid, &p))
        errx(1, "there is no process %ld", pid);
    return pid;
}

static FILE *output(const char *path)
{
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)
                  : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (!f)
        err(1, "%s", path ? path : "standard error");
    setvbuf(f, NULL, _IOFBF, BUFSIZ);
    return f;
}

/* What is needed for what is shown. */
static uint32_t kinds(void)
{
    uint32_t kinds = TRACE_BIT(TRACE_CALL) | TRACE_BIT(TRACE_RESULT) |
                     TRACE_BIT(TRACE_PROCESS);

    if (options.count)
        return kinds;
    kinds |= TRACE_BIT(TRACE_TEXT) | TRACE_BIT(TRACE_DATA) |
             TRACE_BIT(TRACE_SIGNAL);
    if (options.pages || is_wanted(SYS_shmat))
        kinds |= TRACE_BIT(TRACE_FAULT) | TRACE_BIT(TRACE_FAULT_END) |
                 TRACE_BIT(TRACE_ENTRY) | TRACE_BIT(TRACE_REGION);
    if (options.pages)
        kinds |= TRACE_BIT(TRACE_FLUSH);
    return kinds;
}

int main(int argc, char **argv)
{
    static const struct option longs[] = {
        { "pages", no_argument, NULL, 'P' }, { 0 }
    };
    const char *file = NULL, *path = NULL;
    pid_t pid = 0;
    int option;

    want_all(true);
    while ((option = getopt_long(argc, argv, "cfPe:o:p:", longs, NULL)) != -1)
        switch (option) {
        case 'c': options.count = true; break;
        case 'f': options.follow = true; break;
        case 'P': options.pages = true; break;
        case 'e': want(optarg); break;
        case 'o': file = optarg; break;
        case 'p': pid = pid_of(optarg); break;
        default: usage();
        }
    if ((optind == argc) != (pid != 0))
        usage();
    if (!pid)
        path = path_of(argv[optind]);
    options.to_file = file;
    out = output(file);
    source_start(kinds());
    catch_signals();
    if (pid)
        attach(pid);
    else
        command_start(path, argv + optind);
    watch();
    detach_all();
    source_stop();
    if (options.count)
        summary_show();
    fflush(out);
    end();
}
