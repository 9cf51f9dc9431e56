/* events.c - what follows from each record. See strace.h. */
#include <string.h>
#include <sys/syscall.h>
#include "strace/strace.h"

/* --- calls ---------------------------------------------------------------- */

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

void events_tell_attached(pid_t pid)
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
        events_tell_attached(child->pid);
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

/* Some are lost: nobody knows what the processes are about to do, nor what they
 * have done, to begin another program, say. */
static void on_lost(uint64_t lost)
{
    line_begin(NULL);
    put("%lu records are lost: the processes were too fast", lost);
    line_end();
    for (struct traced *p = traced; p; p = p->next) {
        p->in_call = p->begun = p->in_fault = p->fault_shown = false;
        p->started = true;
        process_look(p);
    }
}

bool event_handle(const struct trace_event *e)
{
    uint64_t root = e->kind == TRACE_ENTRY ? tables_learn(e) : 0;

    if (e->kind == RECORDS_LOST)
        on_lost(e->arg[0]);
    if (e->kind == TRACE_REGION)
        region_note(e);
    if (e->kind == TRACE_SIGNAL && !options.count)
        signal_show(e);
    struct traced *p = traced_find(e->pid);
    if (!p)
        return false;
    switch (e->kind) {
    case TRACE_CALL: on_call(p, e); break;
    case TRACE_TEXT:
    case TRACE_DATA: on_behind(p, e); break;
    case TRACE_RESULT: on_result(p, e); break;
    case TRACE_PROCESS: on_process(p, e); break;
    default: pages_note(p, e, root);
    }
    return true;
}

/* Calls that take their time are shown before they end. */
void events_show_waiting(void)
{
    for (struct traced *p = traced; p; p = p->next)
        if (p->in_call && !p->begun && is_shown(p))
            call_begin(p);
}
