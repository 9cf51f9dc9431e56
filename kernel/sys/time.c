/* time.c - clocks, sleeping and the alarm (clock_gettime(2), nanosleep(2),
 * setitimer(2)). */
#include "cpu/clock.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define TIMER_ABSTIME 1

#define ITIMER_REAL 0
#define PERIOD_MIN 1000000ul    /* so that alarms can't drown a processor */

static struct timespec timespec_of(uint64_t ns)
{
    return (struct timespec){ ns / NS_PER_SEC, ns % NS_PER_SEC };
}

static bool is_realtime(int clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

static int clock_read(int clock, uint64_t *ns)
{
    if (clock < CLOCK_REALTIME || clock > CLOCK_BOOTTIME)
        return -EINVAL;
    if (is_realtime(clock))
        *ns = clock_realtime();
    else if (clock == CLOCK_PROCESS_CPUTIME_ID ||
             clock == CLOCK_THREAD_CPUTIME_ID)
        *ns = thread_time(thread_current());
    else
        *ns = clock_monotonic();
    return 0;
}

int64_t sys_clock_gettime(int clock, vaddr_t time)
{
    uint64_t ns;
    int err = clock_read(clock, &ns);

    if (err)
        return err;
    struct timespec t = timespec_of(ns);
    return copy_to_user(time, &t, sizeof(t));
}

int64_t sys_clock_getres(int clock, vaddr_t time)
{
    struct timespec t = { 0, 1 };
    uint64_t ns;
    int err = clock_read(clock, &ns);

    if (err || !time)
        return err;
    return copy_to_user(time, &t, sizeof(t));
}

int64_t sys_gettimeofday(vaddr_t time, vaddr_t zone)
{
    uint64_t ns = clock_realtime();
    int64_t t[2] = { ns / NS_PER_SEC, ns % NS_PER_SEC / 1000 };

    if (time && copy_to_user(time, t, sizeof(t)) < 0)
        return -EFAULT;
    return zone ? clear_user(zone, 8) : 0;
}

int64_t sys_time(vaddr_t time)
{
    int64_t now = clock_realtime() / NS_PER_SEC;

    if (time && copy_to_user(time, &now, sizeof(now)) < 0)
        return -EFAULT;
    return now;
}

/* Sleep until `deadline`; 0, or -ERESTARTNOHAND when a signal came. */
static int64_t sleep_until(uint64_t deadline)
{
    struct waitq nobody_wakes = WAITQ_INIT(nobody_wakes);
    struct spinlock lock = SPINLOCK(RANK_FILE);
    int err;

    spin_lock(&lock);
    do
        err = wait_on(&nobody_wakes, &lock, deadline);
    while (err == 0);
    spin_unlock(&lock);
    return err == -ETIMEDOUT ? 0 : -ERESTARTNOHAND;
}

uint64_t sleep_deadline(uint64_t ns)
{
    uint64_t old = current()->sleep_until;

    return old ? old : clock_monotonic() + ns;
}

void sleep_ended(uint64_t deadline, bool broken)
{
    current()->sleep_until = broken ? deadline : 0;
}

static int64_t sleep_for(uint64_t ns, vaddr_t remain)
{
    uint64_t deadline = sleep_deadline(ns);
    int64_t result = sleep_until(deadline);
    uint64_t now = clock_monotonic();
    struct timespec left = timespec_of(deadline > now ? deadline - now : 0);

    sleep_ended(deadline, result);
    if (result && remain && copy_to_user(remain, &left, sizeof(left)) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_nanosleep(vaddr_t request, vaddr_t remain)
{
    uint64_t ns;
    int err = timespec_from_user(&ns, request);

    return err ? err : sleep_for(ns, remain);
}

int64_t sys_clock_nanosleep(int clock, int flags, vaddr_t request,
                            vaddr_t remain)
{
    uint64_t ns, now;
    int err = clock_read(clock, &now);

    if (err || clock == CLOCK_THREAD_CPUTIME_ID)
        return -EINVAL;
    err = timespec_from_user(&ns, request);
    if (err)
        return err;
    if (!(flags & TIMER_ABSTIME))
        return sleep_for(ns, remain);
    return sleep_until(clock_monotonic() + (ns > now ? ns - now : 0));
}

/* --- the alarm ------------------------------------------------------------ */

struct timeval {
    int64_t sec, usec;
};

struct itimerval {
    struct timeval period, first;       /* zero: none */
};

static struct timeval timeval_of(uint64_t ns)
{
    return (struct timeval){ ns / NS_PER_SEC, ns % NS_PER_SEC / 1000 };
}

/* An alarm that is about to ring has a microsecond left: 0 means none. */
static struct itimerval alarm_read(void)
{
    uint64_t period, now = clock_monotonic();
    uint64_t deadline = alarm_get(&current()->alarm, &period);

    if (deadline == NO_DEADLINE)
        return (struct itimerval){ 0 };
    uint64_t left = deadline > now ? deadline - now : 0;
    return (struct itimerval){ timeval_of(period),
                               timeval_of(MAX(left, 1000)) };
}

static void alarm_write(uint64_t first, uint64_t period)
{
    struct alarm *a = &current()->alarm;

    if (first == 0)
        alarm_cancel(a);
    else
        alarm_set(a, clock_monotonic() + first,
                  period ? MAX(period, PERIOD_MIN) : 0);
}

/* Seconds of the old alarm count as Linux's do: rounded, but not to 0. */
int64_t sys_alarm(unsigned seconds)
{
    struct timeval left = alarm_read().first;

    alarm_write(seconds * NS_PER_SEC, 0);
    return left.sec + (left.usec >= 500000 || (left.sec == 0 && left.usec));
}

static bool is_valid(struct timeval t)
{
    return t.sec >= 0 && t.usec >= 0 && t.usec < 1000000;
}

static uint64_t ns_of(struct timeval t)
{
    return MIN((uint64_t)t.sec, INT64_MAX / NS_PER_SEC - 1) * NS_PER_SEC +
           t.usec * 1000;
}

/* Simplified: no timers that count a process's own time. */
int64_t sys_getitimer(int which, vaddr_t value)
{
    struct itimerval now = alarm_read();

    if (which != ITIMER_REAL)
        return -EINVAL;
    return copy_to_user(value, &now, sizeof(now));
}

int64_t sys_setitimer(int which, vaddr_t value, vaddr_t old)
{
    struct itimerval new = { 0 }, before = alarm_read();

    if (value && copy_from_user(&new, value, sizeof(new)) < 0)
        return -EFAULT;
    if (which != ITIMER_REAL || !is_valid(new.first) || !is_valid(new.period))
        return -EINVAL;
    if (old && copy_to_user(old, &before, sizeof(before)) < 0)
        return -EFAULT;
    alarm_write(ns_of(new.first), ns_of(new.period));
    return 0;
}
