/* traced.c - the processes that are watched. See strace.h. */
#include <err.h>
#include <stdlib.h>
#include "lib/proc.h"
#include "strace/strace.h"

struct traced *traced;

struct traced *traced_add(pid_t pid)
{
    struct traced *p = calloc(1, sizeof(*p)), **end = &traced;

    if (!p)
        errx(1, "there is no memory to watch process %d", pid);
    while (*end)
        end = &(*end)->next;
    *end = p;
    p->pid = pid;
    return p;
}

struct traced *traced_find(pid_t pid)
{
    struct traced *p = traced;

    while (p && p->pid != pid)
        p = p->next;
    return p;
}

void traced_remove(struct traced *p)
{
    struct traced **at = &traced;

    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    free(p->later);
    free(p);
}

static bool is_alive(pid_t pid)
{
    struct process p;

    return process_read(pid, &p) && p.state != 'Z';
}

void traced_drop_dead(void)
{
    struct traced *next;

    for (struct traced *p = traced; p; p = next) {
        next = p->next;
        if (is_alive(p->pid))
            p->gone = false;
        else if (p->gone)
            traced_remove(p);
        else
            p->gone = true;
    }
}
