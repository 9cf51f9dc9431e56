/* sched.c - see sched.h and wait.h. */
#include "sched/sched.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/kmap.h"
#include "sched/alarm.h"
#include "sched/wait.h"

#define QUANTUM (10 * 1000000ul)        /* nanoseconds */

/* switch.S */
void thread_switch(struct thread *from, struct thread *to);
void thread_begin(void);
void sched_begin(void);                 /* called from there */

static struct spinlock lock = SPINLOCK("scheduler");
static struct list run_queue = LIST_INIT(run_queue);    /* [lock] */
static struct list timers = LIST_INIT(timers);  /* [lock] by deadline */
static uint64_t timer_armed = NO_DEADLINE;      /* [lock] when it will ring */
static struct thread idle_thread;

struct thread *thread_current(void)
{
    return this_cpu()->current;
}

struct trap_frame *thread_frame(struct thread *t)
{
    return (struct trap_frame *)t->stack_top - 1;
}

/* --- the timer; lock held ------------------------------------------------- */

/* It may ring too early, never too late. */
static void timer_arm(uint64_t when)
{
    if (when < timer_armed) {
        timer_armed = when;
        apic_timer_at(when);
    }
}

static void timer_add(struct thread *t, uint64_t deadline)
{
    struct list *at = timers.next;

    t->deadline = deadline;
    while (at != &timers &&
           list_item(at, struct thread, timer_link)->deadline <= deadline)
        at = at->next;
    list_insert_before(at, &t->timer_link);
    timer_arm(deadline);
}

void sched_timer_by(uint64_t deadline)
{
    spin_lock(&lock);
    timer_arm(deadline);
    spin_unlock(&lock);
}

static uint64_t quantum_end(void)
{
    return thread_current()->run_start + QUANTUM;
}

/* --- the queue; lock held ------------------------------------------------- */

static void make_runnable(struct thread *t)
{
    t->state = THREAD_RUNNABLE;
    list_remove(&t->link);
    list_remove(&t->timer_link);
    list_push_back(&run_queue, &t->link);
    timer_arm(quantum_end());
}

static struct thread *pick_next(void)
{
    if (list_empty(&run_queue))
        return this_cpu()->idle;
    struct thread *t = list_item(run_queue.next, struct thread, link);
    list_remove(&t->link);
    return t;
}

/* What the processor must know of the thread that it is to run. */
static void enter(struct cpu *c, struct thread *t)
{
    c->current = t;
    c->reschedule = false;
    c->kernel_rsp = t->stack_top;
    c->tss.rsp[0] = t->stack_top;
    t->state = THREAD_RUNNING;
    t->run_start = clock_monotonic();
    cpu_load_cr3(t->cr3 ? t->cr3 : kernel_pt.root);
    if (t->process) {
        wrmsr(MSR_FS_BASE, t->fs_base);
        asm volatile("fxrstor64 %0" : : "m"(t->fpu));
    }
    if (!list_empty(&run_queue))
        timer_arm(quantum_end());
}

/* Leave the current thread, whose new state is set. Whether interrupts were
 * on belongs to the thread, not to the processor. */
static void switch_away(void)
{
    struct cpu *c = this_cpu();
    struct thread *from = c->current, *to = pick_next();
    bool were_on = c->irq_were_on;

    assert(spin_held(&lock) && c->irq_depth == 1);
    if (to == from) {
        from->state = THREAD_RUNNING;
        c->reschedule = false;
        return;
    }
    from->run_time += clock_monotonic() - from->run_start;
    if (from->process)
        asm volatile("fxsave64 %0" : "=m"(from->fpu));
    enter(c, to);
    thread_switch(from, to);
    this_cpu()->irq_were_on = were_on;
}

/* --- threads -------------------------------------------------------------- */

static void stack_push(struct thread *t, uint64_t v)
{
    t->saved_rsp -= 8;
    *(uint64_t *)t->saved_rsp = v;
}

/* x87 and SSE as after reset: all exceptions masked (SDM vol. 1, 8.1.5 and
 * 10.2.3). */
static void fpu_reset(struct thread *t)
{
    memset(t->fpu, 0, sizeof(t->fpu));
    *(uint16_t *)&t->fpu[0] = 0x037f;
    *(uint32_t *)&t->fpu[24] = 0x1f80;
}

static int init(struct thread *t, void (*start)(void *), void *arg,
                size_t room)
{
    t->stack_top = kstack_alloc();
    if (!t->stack_top)
        return -ENOMEM;
    list_init(&t->link);
    list_init(&t->timer_link);
    fpu_reset(t);
    t->state = THREAD_SLEEPING;
    t->saved_rsp = t->stack_top - room;
    stack_push(t, (uint64_t)thread_begin);
    stack_push(t, (uint64_t)start);     /* rbx */
    stack_push(t, 0);                   /* rbp: backtraces end here */
    stack_push(t, arg ? (uint64_t)arg : t->stack_top - room);   /* r12 */
    for (int i = 0; i < 3; i++)
        stack_push(t, 0);
    return 0;
}

int thread_init(struct thread *t, void (*start)(void *), void *arg)
{
    return init(t, start, arg, 0);
}

static void enter_user(void *frame)
{
    interrupts_disable();
    trap_return(frame);
}

int thread_init_user(struct thread *t, const struct trap_frame *frame)
{
    int err = init(t, enter_user, NULL, sizeof(*frame));

    if (err == 0)
        *thread_frame(t) = *frame;
    return err;
}

/* Called with the lock that the switch to this new thread took. */
void sched_begin(void)
{
    this_cpu()->irq_were_on = true;
    spin_unlock(&lock);
}

void thread_release(struct thread *t)
{
    bool running;

    do {                    /* the lock is held through its last switch away */
        spin_lock(&lock);
        running = t->state == THREAD_RUNNABLE || t->state == THREAD_RUNNING;
        spin_unlock(&lock);
    } while (running);
    kstack_free(t->stack_top);
    t->stack_top = 0;
}

void thread_wake(struct thread *t)
{
    spin_lock(&lock);
    if (t->state == THREAD_SLEEPING)
        make_runnable(t);
    spin_unlock(&lock);
}

void thread_interrupt(struct thread *t)
{
    spin_lock(&lock);
    t->interrupted = true;
    if (t->state == THREAD_SLEEPING && t->interruptible)
        make_runnable(t);
    spin_unlock(&lock);
}

void thread_uninterrupt(struct thread *t)
{
    spin_lock(&lock);
    t->interrupted = false;
    spin_unlock(&lock);
}

void thread_yield(void)
{
    struct thread *t = thread_current();

    spin_lock(&lock);
    t->state = THREAD_RUNNABLE;
    if (t != this_cpu()->idle)
        list_push_back(&run_queue, &t->link);
    switch_away();
    spin_unlock(&lock);
}

void thread_exit(void)
{
    spin_lock(&lock);
    thread_current()->state = THREAD_DEAD;
    switch_away();
    panic("a dead thread ran");
}

void sched_preempt(void)
{
    if (this_cpu()->reschedule)
        thread_yield();
}

/* --- waiting -------------------------------------------------------------- */

void waitq_init(struct waitq *q)
{
    list_init(&q->sleepers);
}

static int wait_outcome(struct thread *t)
{
    if (t->interruptible && t->interrupted)
        return -EINTR;
    return t->timed_out ? -ETIMEDOUT : 0;
}

static int wait(struct waitq *q, struct spinlock *held, uint64_t deadline,
                bool interruptible)
{
    struct thread *t = thread_current();

    spin_lock(&lock);
    t->interruptible = interruptible;
    t->timed_out = deadline <= clock_monotonic();
    int result = wait_outcome(t);
    spin_unlock(held);
    if (result == 0) {
        t->state = THREAD_SLEEPING;
        list_push_back(&q->sleepers, &t->link);
        if (deadline != NO_DEADLINE)
            timer_add(t, deadline);
        switch_away();
        result = wait_outcome(t);
    }
    spin_unlock(&lock);
    spin_lock(held);
    return result;
}

int wait_on(struct waitq *q, struct spinlock *held, uint64_t deadline)
{
    return wait(q, held, deadline, true);
}

void wait_on_always(struct waitq *q, struct spinlock *held)
{
    wait(q, held, NO_DEADLINE, false);
}

void wake_one(struct waitq *q)
{
    spin_lock(&lock);
    if (!list_empty(&q->sleepers))
        make_runnable(list_item(q->sleepers.next, struct thread, link));
    spin_unlock(&lock);
}

void wake_all(struct waitq *q)
{
    spin_lock(&lock);
    while (!list_empty(&q->sleepers))
        make_runnable(list_item(q->sleepers.next, struct thread, link));
    spin_unlock(&lock);
}

/* --- this processor ------------------------------------------------------- */

static void timer_interrupt(struct trap_frame *f)
{
    uint64_t now = clock_monotonic();

    (void)f;
    apic_eoi();
    uint64_t next_alarm = alarms_ring(now);     /* before we take the lock */
    spin_lock(&lock);
    timer_armed = NO_DEADLINE;
    timer_arm(next_alarm);
    while (!list_empty(&timers)) {
        struct thread *t = list_item(timers.next, struct thread, timer_link);
        if (t->deadline > now) {
            timer_arm(t->deadline);
            break;
        }
        t->timed_out = true;
        make_runnable(t);
    }
    if (!list_empty(&run_queue)) {
        if (now >= quantum_end())
            this_cpu()->reschedule = true;
        else
            timer_arm(quantum_end());
    }
    spin_unlock(&lock);
}

void sched_init(void)
{
    struct cpu *c = this_cpu();

    idle_thread.state = THREAD_RUNNING;
    list_init(&idle_thread.link);
    list_init(&idle_thread.timer_link);
    c->current = c->idle = &idle_thread;
    for (int i = 1; i <= 3; i++)        /* double fault, NMI, machine check */
        c->tss.ist[i] = kstack_alloc();
    trap_register(VECTOR_TIMER, timer_interrupt);
}

void sched_idle(void)
{
    interrupts_disable();
    if (list_empty(&run_queue))
        interrupts_enable_and_halt();
    else
        thread_yield();
    interrupts_enable();
}
