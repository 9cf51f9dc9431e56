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
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "strace/strace.h"

#define ROUND_NS 5000000
#define LAST_ROUNDS 40          /* when a signal ends us: it may end the
                                   command, too, and that is worth showing */

static pid_t command;                   /* 0: we came by -p */
static volatile sig_atomic_t ended_by;  /* a signal */

/* --- signals -------------------------------------------------------------- */

static void on_signal(int signo)
{
    ended_by = signo;
}

/* They end the trace in order. */
static void catch_signals(void)
{
    static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

    for (unsigned i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
        if (signal(fatal[i], on_signal) == SIG_IGN)
            signal(fatal[i], SIG_IGN);
}

static _Noreturn void end_by(int signo)
{
    signal(signo, SIG_DFL);
    raise(signo);
    exit(128 + signo);
}

/* --- the trace ------------------------------------------------------------ */

/* Is it time to go? */
static bool is_over(void)
{
    static int rounds;

    return !traced || (ended_by && rounds++ > LAST_ROUNDS);
}

/* Records come in heaps; in between is time to write, and to look who is still
 * there. What takes its time is shown before it ends. */
static void watch(void)
{
    struct trace_event e;

    for (int idle = 0; !is_over(); idle++) {
        source_fetch();
        while (source_next(&e))
            if (event_handle(&e))
                idle = 0;
        if (idle == 1)
            events_show_waiting();
        if (idle > 1)
            traced_drop_dead();
        fflush(out);
        nanosleep(&(struct timespec){ 0, ROUND_NS }, NULL);
    }
}

static void detach_all(void)
{
    for (struct traced *p = traced; p; p = p->next) {
        line_begin(NULL);
        put("Process %d detached", p->pid);
        line_end();
    }
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

int main(int argc, char **argv)
{
    const char *path = NULL;

    options_read(argc, argv);
    if (*options.command)
        path = command_find(*options.command);
    source_start(options_kinds());
    catch_signals();
    if (path)
        command = command_start(path, options.command);
    else
        process_attach(options.pid);
    watch();
    detach_all();
    if (options.count)
        summary_show();
    fflush(out);
    source_stop();
    end();
}
