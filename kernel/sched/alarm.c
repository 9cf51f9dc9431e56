/* alarm.c - see alarm.h. */
#include "sched/alarm.h"
#include "cpu/spinlock.h"
#include "sched/sched.h"
#include "sched/wait.h"

static struct spinlock lock = SPINLOCK(RANK_ALARM);
static struct list alarms = LIST_INIT(alarms);      /* [lock] by deadline */

void alarm_init(struct alarm *a, void (*ring)(struct alarm *))
{
    *a = (struct alarm){ .ring = ring };
    list_init(&a->link);
}

/* Lock held. */
static void enter(struct alarm *a, uint64_t deadline)
{
    struct list *at = alarms.next;

    a->deadline = deadline;
    while (at != &alarms &&
           list_item(at, struct alarm, link)->deadline <= deadline)
        at = at->next;
    list_insert_before(at, &a->link);
}

void alarm_set(struct alarm *a, uint64_t deadline, uint64_t period)
{
    spin_lock(&lock);
    list_remove(&a->link);
    a->period = period;
    enter(a, deadline);
    spin_unlock(&lock);
    sched_timer_by(deadline);
}

void alarm_cancel(struct alarm *a)
{
    spin_lock(&lock);
    list_remove(&a->link);
    spin_unlock(&lock);
}

uint64_t alarm_get(struct alarm *a, uint64_t *period)
{
    spin_lock(&lock);
    uint64_t deadline = list_empty(&a->link) ? NO_DEADLINE : a->deadline;
    *period = a->period;
    spin_unlock(&lock);
    return deadline;
}

/* Rings that were missed stay so: they would come all at once. */
static void ring(struct alarm *a, uint64_t now)
{
    list_remove(&a->link);
    a->ring(a);
    if (a->period)
        enter(a, a->deadline +
              ((now - a->deadline) / a->period + 1) * a->period);
}

uint64_t alarms_ring(uint64_t now)
{
    uint64_t next = NO_DEADLINE;

    spin_lock(&lock);
    while (!list_empty(&alarms)) {
        struct alarm *a = list_item(alarms.next, struct alarm, link);
        if (a->deadline > now) {
            next = a->deadline;
            break;
        }
        ring(a, now);
    }
    spin_unlock(&lock);
    return next;
}
