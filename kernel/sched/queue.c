/* queue.c - see queue.h. */
#include "sched/queue.h"
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/trap.h"
#include "cpu/x86.h"
#include "sched/alarm.h"
#include "sched/wait.h"

#define QUANTUM (10 * 1000000ul)        /* nanoseconds */

struct run_queue queues[CPUS_MAX];

static int cpu_of(const struct run_queue *q)
{
    return q - queues;
}

/* --- the timer; own queue, locked ----------------------------------------- */

/* It may ring too early, never too late. */
static void timer_arm(struct run_queue *q, uint64_t when)
{
    if (when < q->timer_armed) {
        q->timer_armed = when;
        apic_timer_at(when);
    }
}

/* From the end, since most deadlines lie behind those that are there. */
void timer_add(struct run_queue *q, struct thread *t, uint64_t deadline)
{
    struct list *before = q->timers.prev;

    t->deadline = deadline;
    while (before != &q->timers &&
           list_item(before, struct thread, timer_link)->deadline > deadline)
        before = before->prev;
    list_push_front(before, &t->timer_link);
    timer_arm(q, deadline);
}

void timer_arm_quantum(struct run_queue *q)
{
    timer_arm(q, thread_current()->run_start + QUANTUM);
}

void sched_timer_by(uint64_t deadline)
{
    struct run_queue *q = queue_lock_own();

    timer_arm(q, deadline);
    spin_unlock(&q->lock);
}

/* --- waking --------------------------------------------------------------- */

static bool is_idle(int cpu)
{
    const struct cpu *c = &cpus[cpu];

    return __atomic_load_n(&c->current, __ATOMIC_RELAXED) == c->idle &&
           list_empty(&queues[cpu].runnable);
}

/* Where its caches may be warm; else where nobody runs; else home. A guess:
 * the state of other queues may change meanwhile. */
static int choose_cpu(const struct thread *t)
{
    if (cpus_count() == 1)
        return 0;
    uint64_t may = t->allowed & __atomic_load_n(&cpus_online, __ATOMIC_RELAXED);
    bool home = may >> t->cpu & 1;

    if (home && is_idle(t->cpu))
        return t->cpu;
    for (uint64_t rest = may; rest; rest &= rest - 1)
        if (is_idle(__builtin_ctzl(rest)))
            return __builtin_ctzl(rest);
    return home ? t->cpu : __builtin_ctzl(may);
}

/* Have the processor look at its queue: it halts, or must set its timer. */
static void nudge(struct run_queue *q)
{
    if (q == queue_own())
        queue_limit_quantum(q);
    else if (!q->polling)
        apic_send(cpus[cpu_of(q)].apic_id, VECTOR_RESCHEDULE);
}

/* Make `cpu` the thread's home; its queue, locked instead of `q`. */
static struct run_queue *move(struct run_queue *q, struct thread *t, int cpu)
{
    if (cpu == t->cpu)
        return q;
    __atomic_store_n(&t->cpu, cpu, __ATOMIC_RELAXED);
    spin_unlock(&q->lock);
    spin_lock(&queues[cpu].lock);
    return &queues[cpu];
}

/* While it moves, somebody may forbid the processor that was chosen. */
void queue_wake(struct run_queue *q, struct thread *t)
{
    t->state = THREAD_RUNNABLE;
    if (!list_empty(&t->timer_link))
        list_remove(&t->timer_link);
    do
        q = move(q, t, choose_cpu(t));
    while (!(t->allowed >> t->cpu & 1));
    queue_push(q, t);
    nudge(q);
    spin_unlock(&q->lock);
}

void queue_send_away(struct run_queue *q, struct thread *t)
{
    queue_wake(q, t);
    spin_lock(&q->lock);
}

/* --- who is next ---------------------------------------------------------- */

/* The first that may run here; `from` is locked. */
static inline struct thread *take_from(struct run_queue *from)
{
    uint64_t here = 1ul << this_cpu()->id;
    struct thread *t;

    list_for_each(t, &from->runnable, run_link)
        if (t->allowed & here) {
            list_remove(&t->run_link);
            __atomic_store_n(&t->cpu, this_cpu()->id, __ATOMIC_RELAXED);
            return t;
        }
    return NULL;
}

/* Others' locks are only tried: they may be waiting for ours. */
static NOINLINE struct thread *steal(void)
{
    uint64_t others = cpus_online & ~(1ul << this_cpu()->id);
    struct thread *t = NULL;

    for (; others && !t; others &= others - 1) {
        struct run_queue *q = &queues[__builtin_ctzl(others)];
        if (list_empty(&q->runnable) || !spin_trylock(&q->lock))
            continue;
        t = take_from(q);
        spin_unlock(&q->lock);
    }
    return t;
}

struct thread *queue_pop(struct run_queue *q)
{
    struct thread *t = list_empty(&q->runnable) ? NULL : take_from(q);

    return t || cpus_count() == 1 ? t : steal();
}

/* --- interrupts ----------------------------------------------------------- */

/* Wake the first whose deadline has passed; false: there is none. The lock is
 * free when it is true. */
static bool wake_expired(struct run_queue *q, uint64_t now)
{
    if (list_empty(&q->timers))
        return false;
    struct thread *t = list_item(q->timers.next, struct thread, timer_link);
    if (t->deadline > now) {
        timer_arm(q, t->deadline);
        return false;
    }
    t->timed_out = true;
    queue_wake(q, t);
    return true;
}

/* Others wait although processors are idle: those may have looked around just
 * before the others came. */
static void invite_thief(void)
{
    for (uint64_t rest = cpus_online; rest; rest &= rest - 1) {
        int cpu = __builtin_ctzl(rest);
        if (is_idle(cpu) && cpu != this_cpu()->id) {
            apic_send(cpus[cpu].apic_id, VECTOR_RESCHEDULE);
            return;
        }
    }
}

static void timer_interrupt(struct trap_frame *f)
{
    struct run_queue *q = queue_own();
    uint64_t now = clock_monotonic();

    (void)f;
    apic_eoi();
    uint64_t next_alarm = alarms_ring(now);     /* before we take the lock */
    spin_lock(&q->lock);
    q->timer_armed = NO_DEADLINE;
    timer_arm(q, next_alarm);
    while (wake_expired(q, now))
        spin_lock(&q->lock);
    if (list_empty(&q->runnable)) {
        ;
    } else if (now >= thread_current()->run_start + QUANTUM) {
        this_cpu()->reschedule = this_cpu()->attention = true;
        invite_thief();
    } else {
        timer_arm_quantum(q);
    }
    spin_unlock(&q->lock);
}

/* The return to user mode does the rest: signals, and leaving the processor
 * if somebody has set `reschedule`. */
static void reschedule_interrupt(struct trap_frame *f)
{
    struct run_queue *q = queue_own();

    (void)f;
    apic_eoi();
    spin_lock(&q->lock);
    queue_limit_quantum(q);
    spin_unlock(&q->lock);
}

void queue_adopt(void)
{
    this_cpu()->queue = &queues[this_cpu()->id];
}

void queues_init(void)
{
    for (int cpu = 0; cpu < CPUS_MAX; cpu++) {
        struct run_queue *q = &queues[cpu];
        spin_init(&q->lock, RANK_SCHEDULER);
        list_init(&q->runnable);
        list_init(&q->timers);
        q->timer_armed = NO_DEADLINE;
    }
    trap_register(VECTOR_TIMER, timer_interrupt);
    trap_register(VECTOR_RESCHEDULE, reschedule_interrupt);
}
