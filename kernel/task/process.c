/* process.c - the table of processes and their pids; see process.h. */
#include "task/process.h"
#include "cpu/clock.h"
#include "fs/inode.h"
#include "lib/panic.h"
#include "mm/frames.h"
#include "mm/kmalloc.h"
#include "vm/space.h"

#define BUCKETS 256
#define FRAMES_PER_PROCESS 32   /* about what one needs at the least */

struct spinlock process_lock = SPINLOCK(RANK_PROCESSES);
struct list processes = LIST_INIT(processes);
static struct list buckets[BUCKETS];    /* [p] by pid */
static int count;                       /* [p] */
static uint64_t made;                   /* [p] ever */
static pid_t last_pid;                  /* [p] */

static struct list *bucket_of(pid_t pid)
{
    struct list *b = &buckets[(unsigned)pid % BUCKETS];

    if (!b->next)
        list_init(b);
    return b;
}

struct process *process_find(pid_t pid)
{
    struct process *p;

    list_for_each(p, bucket_of(pid), by_pid)
        if (p->pid == pid)
            return p;
    return NULL;
}

struct process *process_of(struct proc_id who)
{
    struct process *p = process_find(who.pid);

    return p && p->start_time == who.born ? p : NULL;
}

int process_limit(void)
{
    uint64_t by_memory = frames_total() / FRAMES_PER_PROCESS;

    return MIN(by_memory, PID_MAX / 4);
}

int process_count(void)
{
    return count;
}

uint64_t process_made(void)
{
    return made;
}

/* How many processes have a number as their pid, group or session: while there
 * are any, it is not given again. */
static uint16_t pid_uses[PID_MAX];      /* [p] */

static pid_t pid_next(void)
{
    do
        last_pid = last_pid + 1 < PID_MAX ? last_pid + 1 : 2;
    while (pid_uses[last_pid]);
    return last_pid;
}

void process_join(struct process *p, pid_t pgrp, pid_t session)
{
    pid_uses[pgrp]++;
    pid_uses[session]++;
    pid_uses[p->pgrp]--;
    pid_uses[p->session]--;
    p->pgrp = pgrp;
    p->session = session;
}

/* Lock held. */
static void name_process(struct process *p, const struct process *parent)
{
    p->pid = p->pgrp = p->session = pid_next();
    pid_uses[p->pid] = 3;
    if (parent)
        process_join(p, parent->pgrp, parent->session);
}

static void send_alarm(struct alarm *a)
{
    spin_lock(&process_lock);
    signal_post(container_of(a, struct process, alarm), SIGALRM, NULL);
    spin_unlock(&process_lock);
}

struct process *process_alloc(struct process *parent)
{
    struct process *p = kzalloc(sizeof(*p));

    if (!p)
        return NULL;
    list_init(&p->children);
    list_init(&p->sibling);
    waitq_init(&p->child_changed);
    waitq_init(&p->go_on);
    waitq_init(&p->space_returned);
    alarm_init(&p->alarm, send_alarm);
    list_init(&p->sem_undos);
    list_init(&p->segments);
    p->thread.process = p;
    p->parent = parent;
    p->parent_pid = parent ? parent->pid : 0;
    p->start_time = clock_monotonic();
    spin_lock(&process_lock);
    bool room = count < process_limit();
    if (room) {
        count++;
        made++;
        name_process(p, parent);
    }
    spin_unlock(&process_lock);
    if (!room) {
        kfree(p);
        return NULL;
    }
    return p;
}

/* Whatever has become of its parent meanwhile: nobody gets away from a group,
 * or what is sent to it, by being born. Lock held. */
static void join_family(struct process *p, struct process *parent)
{
    list_push_back(&parent->children, &p->sibling);
    process_join(p, parent->pgrp, parent->session);
    signal_post_missed(p);
}

void process_publish(struct process *p)
{
    spin_lock(&process_lock);
    list_push_back(&processes, &p->all);
    list_push_back(bucket_of(p->pid), &p->by_pid);
    if (p->parent)
        join_family(p, p->parent);
    spin_unlock(&process_lock);
}

void process_free(struct process *p)
{
    spin_lock(&process_lock);
    count--;
    pid_uses[p->pid]--;
    pid_uses[p->pgrp]--;
    pid_uses[p->session]--;
    signals_free(&p->signals);
    spin_unlock(&process_lock);
    kfree(p);
}
