/* sched.c - switching between threads, and being idle; see sched.h. */
#include "sched/sched.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/cpu.h"
#include "cpu/trace.h"
#include "cpu/x86.h"
#include "lib/panic.h"
#include "mm/kmap.h"
#include "sched/queue.h"

/* How long an idle processor looks at its queue before it halts: about what
 * waking it by an interrupt would cost. */
#define POLL_NS 20000ul

void thread_switch(struct thread *from, struct thread *to);     /* switch.S */

static struct thread idle_threads[CPUS_MAX];

/* What the processor must know of the thread that it is to run. */
static void enter(struct cpu *c, struct thread *t, uint64_t now)
{
    __atomic_store_n(&c->current, t, __ATOMIC_RELAXED);
    c->reschedule = false;
    c->attention = t->interrupted;
    c->kernel_rsp = t->stack_top;
    c->tss.rsp[0] = t->stack_top;
    t->state = THREAD_RUNNING;
    t->run_start = now;
    if (t->mmu)
        mmu_use(t->mmu);
    else
        mmu_idle();
    if (t->process) {
        wrmsr(MSR_FS_BASE, t->fs_base);
        asm volatile("fxrstor64 %0" : : "m"(t->fpu));
    }
}

TRACE_NOTE note_switch(void)
{
    trace_note(TRACE_SWITCH, 0, 0, 0, 0, 0);
}

/* On the new thread's stack: the one that was here may belong elsewhere. */
static inline void settle(struct run_queue *q, struct thread *before)
{
    if (before->state == THREAD_RUNNABLE && list_empty(&before->run_link) &&
        before != this_cpu()->idle)
        queue_send_away(q, before);
    TRACE(TRACE_SWITCH, note_switch());
    queue_limit_quantum(q);
}

/* From one thread to another; returns when the first runs again. */
static void change(struct cpu *c, struct thread *from, struct thread *to,
                   uint64_t now)
{
    from->run_time += now - from->run_start;
    if (from->process)
        asm volatile("fxsave64 %0" : "=m"(from->fpu));
    c->previous = from;
    enter(c, to, now);
    thread_switch(from, to);
    c = this_cpu();             /* perhaps another one than before */
    settle(c->queue, c->previous);
}

void sched_switch(uint64_t now)
{
    struct cpu *c = this_cpu();
    struct thread *from = c->current, *to = queue_pop(c->queue);

    assert(spin_held(&c->queue->lock));
    if (!to)
        to = c->idle;
    if (to != from) {
        change(c, from, to, now);
    } else {
        from->state = THREAD_RUNNING;
        c->reschedule = false;
    }
}

/* A new thread's first steps (switch.S): the lock that its switch took. */
void sched_begin(void);
void sched_begin(void)
{
    settle(queue_own(), this_cpu()->previous);
    spin_unlock(&queue_own()->lock);
}

void thread_yield(void)
{
    struct thread *t = thread_current();
    struct run_queue *q = queue_lock_own();

    t->state = THREAD_RUNNABLE;
    if (t != this_cpu()->idle && (t->allowed >> t->cpu & 1))
        queue_push(q, t);
    sched_switch(clock_monotonic());
    spin_unlock(&queue_own()->lock);
}

void thread_exit(void)
{
    queue_lock_own();
    thread_current()->state = THREAD_DEAD;
    sched_switch(clock_monotonic());
    panic("a dead thread ran");
}

void thread_give_way(void)
{
    interrupts_serve();
    if (this_cpu()->reschedule)
        thread_yield();
}

/* `attention` goes first: what is asked for after that sets it again, and what
 * was asked for before is seen here, or by the caller, as a pending signal. */
void sched_preempt(void)
{
    (void)__atomic_exchange_n(&this_cpu()->attention, false, __ATOMIC_SEQ_CST);
    if (this_cpu()->reschedule)
        thread_yield();
}

/* --- idle ----------------------------------------------------------------- */

static bool work_waits(const struct run_queue *q)
{
    return __atomic_load_n(&q->runnable.next, __ATOMIC_ACQUIRE) !=
           &q->runnable;
}

/* Tell wakers whether they must interrupt us. False: work has come. */
static bool set_polling(struct run_queue *q, bool on)
{
    spin_lock(&q->lock);
    bool idle = !work_waits(q);
    q->polling = on && idle;
    spin_unlock(&q->lock);
    return idle;
}

static bool poll(struct run_queue *q)
{
    uint64_t end = clock_monotonic() + POLL_NS;

    while (clock_monotonic() < end)
        if (work_waits(q))
            return true;
        else
            interrupts_serve();
    return false;
}

/* Interrupts stay off between the last look and the halt. */
static void halt_if_idle(struct run_queue *q)
{
    if (set_polling(q, false))
        interrupts_wait();
}

void sched_idle(void)
{
    struct run_queue *q = queue_own();

    thread_yield();
    if (cpus_count() == 1 || !set_polling(q, true) || !poll(q))
        halt_if_idle(q);
    else
        set_polling(q, false);
}

void sched_init(void)
{
    struct cpu *c = this_cpu();
    struct thread *idle = &idle_threads[c->id];

    idle->state = THREAD_RUNNING;
    idle->cpu = c->id;
    idle->allowed = 1ul << c->id;
    list_init(&idle->run_link);
    list_init(&idle->timer_link);
    list_init(&idle->wait_link);
    c->current = c->idle = idle;
    queue_adopt();
    for (int i = 1; i <= 3; i++)        /* double fault, NMI, machine check */
        c->tss.ist[i] = kstack_alloc();
    __atomic_fetch_or(&cpus_online, 1ul << c->id, __ATOMIC_SEQ_CST);
}
