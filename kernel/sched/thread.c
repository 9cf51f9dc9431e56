/* thread.c - making, waking and ending threads; see sched.h. */
#include "cpu/apic.h"
#include "cpu/clock.h"
#include "cpu/mmu.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmap.h"
#include "sched/queue.h"

void thread_begin(void);                /* switch.S */

struct trap_frame *thread_frame(struct thread *t)
{
    return (struct trap_frame *)t->stack_top - 1;
}

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

/* The stack as thread_switch() leaves it, below `room` bytes. */
static int init(struct thread *t, void (*start)(void *), void *arg,
                size_t room)
{
    t->stack_top = kstack_alloc();
    if (!t->stack_top)
        return -ENOMEM;
    list_init(&t->run_link);
    list_init(&t->timer_link);
    list_init(&t->wait_link);
    fpu_reset(t);
    t->state = THREAD_SLEEPING;
    t->cpu = thread_current()->cpu;
    t->allowed = thread_current()->process ? thread_current()->allowed : ~0ul;
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

/* A signal may have come already, and the interrupt that told of it, too. */
static void enter_user(void *frame)
{
    if (this_cpu()->attention)
        trap_before_user(frame);
    trap_return(frame);
}

int thread_init_user(struct thread *t, const struct trap_frame *frame)
{
    int err = init(t, enter_user, NULL, sizeof(*frame));

    if (err == 0)
        *thread_frame(t) = *frame;
    return err;
}

/* The queue's lock is held through the last switch away from the stack. */
void thread_release(struct thread *t)
{
    bool running;

    do {
        struct run_queue *q = queue_lock_of(t);
        running = t->state == THREAD_RUNNABLE || t->state == THREAD_RUNNING;
        spin_unlock(&q->lock);
        mmu_answer();
        cpu_pause();
    } while (running);
    kstack_free(t->stack_top);
    t->stack_top = 0;
}

bool thread_wake(struct thread *t)
{
    struct run_queue *q = queue_lock_of(t);
    bool asleep = t->state == THREAD_SLEEPING;

    if (asleep)
        queue_wake(q, t);
    else
        spin_unlock(&q->lock);
    return asleep;
}

/* The processor of a running thread should come into the kernel. `q` is the
 * thread's queue, locked. */
static void interrupt_running(struct run_queue *q, const struct thread *t)
{
    if (t->state != THREAD_RUNNING)
        return;
    cpus[t->cpu].attention = true;
    if (q != queue_own())
        apic_send(cpus[t->cpu].apic_id, VECTOR_RESCHEDULE);
}

void thread_interrupt(struct thread *t)
{
    struct run_queue *q = queue_lock_of(t);

    t->interrupted = true;
    if (t->state == THREAD_SLEEPING && t->interruptible) {
        queue_wake(q, t);
    } else {
        interrupt_running(q, t);
        spin_unlock(&q->lock);
    }
}

void thread_uninterrupt(struct thread *t)
{
    struct run_queue *q = queue_lock_of(t);

    t->interrupted = false;
    spin_unlock(&q->lock);
}

uint64_t thread_time(struct thread *t)
{
    struct run_queue *q = queue_lock_of(t);
    uint64_t time = t->run_time;

    if (t->state == THREAD_RUNNING)
        time += clock_monotonic() - t->run_start;
    spin_unlock(&q->lock);
    return time;
}

/* Where it is queued it is given away at once; where it runs, when it leaves
 * the processor; and a sleeper wakes where it may. */
void thread_allow(struct thread *t, uint64_t allowed)
{
    struct run_queue *q = queue_lock_of(t);

    t->allowed = allowed;
    if (allowed >> t->cpu & 1) {
        spin_unlock(&q->lock);
    } else if (t->state == THREAD_RUNNABLE && !list_empty(&t->run_link)) {
        list_remove(&t->run_link);
        queue_wake(q, t);
    } else {
        cpus[t->cpu].reschedule |= t->state == THREAD_RUNNING;
        interrupt_running(q, t);
        spin_unlock(&q->lock);
    }
}
