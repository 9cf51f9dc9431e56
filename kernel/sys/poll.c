/* poll.c - poll(2), ppoll(2), select(2), pselect6(2). */
#include "cpu/clock.h"
#include "fs/poll.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

/* A signal broke it off: it begins again if there is no handler. */
static int64_t wait_for(struct interest *list, int n, uint64_t deadline)
{
    int ready = poll_files(current()->files, list, n, deadline);

    return ready == -EINTR ? -ERESTARTNOHAND : ready;
}

/* --- how long ------------------------------------------------------------- */

/* A time from the user, which gets back what is left of it. */
struct timeout {
    vaddr_t at;                 /* 0: for ever */
    uint64_t part;              /* nanoseconds of its second word */
    uint64_t deadline;          /* 0: not at all */
};

static void timeout_start(struct timeout *t, uint64_t ns)
{
    t->deadline = ns ? clock_monotonic() + ns : 0;
}

/* Microseconds may be more than a second, as on Linux. */
static int timeout_fetch(struct timeout *t)
{
    struct timespec w;

    t->deadline = NO_DEADLINE;
    if (!t->at)
        return 0;
    if (copy_from_user(&w, t->at, sizeof(w)) < 0)
        return -EFAULT;
    if (t->part > 1 && w.sec >= 0 && w.nsec >= 0)
        w = (struct timespec){ w.sec + w.nsec / 1000000,
                               w.nsec % 1000000 * 1000 };
    if (!timespec_is_valid(w))
        return -EINVAL;
    timeout_start(t, timespec_ns(w));
    return 0;
}

/* A call that begins again sleeps for that; without it, it can't. */
static int64_t timeout_return(const struct timeout *t, int64_t result)
{
    uint64_t now = clock_monotonic();
    uint64_t left = t->deadline > now ? t->deadline - now : 0;
    struct timespec w = { left / NS_PER_SEC, left % NS_PER_SEC / t->part };

    if (t->at && copy_to_user(t->at, &w, sizeof(w)) < 0 &&
        result == -ERESTARTNOHAND)
        return -EINTR;
    return result;
}

/* --- poll ----------------------------------------------------------------- */

struct pollfd {                 /* Linux's */
    int32_t fd;
    uint16_t events, revents;
};

static int fetch(struct interest *list, vaddr_t fds, unsigned n)
{
    struct pollfd p;

    for (unsigned i = 0; i < n; i++) {
        if (copy_from_user(&p, fds + i * sizeof(p), sizeof(p)) < 0)
            return -EFAULT;
        list[i] = (struct interest){
            .fd = p.fd, .wanted = p.events | POLLERR | POLLHUP,
        };
    }
    return 0;
}

static int tell(const struct interest *list, vaddr_t fds, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (copy_to_user(fds + i * sizeof(struct pollfd) +
                         offsetof(struct pollfd, revents), &list[i].got, 2) < 0)
            return -EFAULT;
    return 0;
}

static int64_t poll(vaddr_t fds, unsigned n, uint64_t deadline)
{
    if (n > current()->limits[RLIMIT_NOFILE].soft)
        return -EINVAL;
    struct interest *list = kzalloc(MAX(n, 1) * sizeof(*list));
    int64_t result = list ? fetch(list, fds, n) : -ENOMEM;
    if (!result) {
        result = wait_for(list, n, deadline);
        if (tell(list, fds, n) < 0)
            result = -EFAULT;
    }
    kfree(list);
    return result;
}

int64_t sys_poll(vaddr_t fds, unsigned n, int milliseconds)
{
    uint64_t deadline = NO_DEADLINE;

    if (milliseconds >= 0)
        deadline = milliseconds ? sleep_deadline(milliseconds * 1000000ul) : 0;
    int64_t result = poll(fds, n, deadline);
    sleep_ended(deadline, milliseconds > 0 && result == -ERESTARTNOHAND);
    return result;
}

int64_t sys_ppoll(vaddr_t fds, unsigned n, vaddr_t time, vaddr_t mask,
                  size_t size)
{
    struct timeout t = { .at = time, .part = 1 };
    int64_t result = timeout_fetch(&t);

    if (!result)
        result = signal_mask_begin(mask, size);
    if (result)
        return result;
    result = poll(fds, n, t.deadline);
    signal_mask_end(result == -ERESTARTNOHAND);
    return timeout_return(&t, result);
}

/* --- select --------------------------------------------------------------- */

#define SETS 3                  /* to read, to write, exceptions */
#define SET_WORDS (FD_MAX / 64)

static const uint16_t meanings[SETS] = {
    POLL_READABLE | POLLHUP | POLLERR, POLL_WRITABLE | POLLERR, POLLPRI,
};

struct sets {
    vaddr_t at[SETS];           /* 0: empty */
    uint64_t words[SETS][SET_WORDS];
    size_t size;                /* bytes of each */
};

static bool is_in(const uint64_t *set, int fd)
{
    return set[fd / 64] >> (fd % 64) & 1;
}

static int sets_fetch(struct sets *s)
{
    for (int i = 0; i < SETS; i++)
        if (s->at[i] && copy_from_user(s->words[i], s->at[i], s->size) < 0)
            return -EFAULT;
    return 0;
}

static int sets_tell(const struct sets *s)
{
    for (int i = 0; i < SETS; i++)
        if (s->at[i] && copy_to_user(s->at[i], s->words[i], s->size) < 0)
            return -EFAULT;
    return 0;
}

/* One for each descriptor that is in a set; how many. */
static int interests_of(const struct sets *s, int n, struct interest *list)
{
    int count = 0;

    for (int fd = 0; fd < n; fd++) {
        uint16_t wanted = 0;
        for (int i = 0; i < SETS; i++)
            wanted |= is_in(s->words[i], fd) ? meanings[i] : 0;
        if (wanted)
            list[count++] = (struct interest){ .fd = fd, .wanted = wanted };
    }
    return count;
}

/* Leave in the sets what is ready: how many bits, or -EBADF. */
static int64_t keep_ready(struct sets *s, const struct interest *list, int n)
{
    struct sets ready = { .size = s->size };
    int64_t bits = 0;

    for (int k = 0; k < n; k++)
        for (int i = 0, fd = list[k].fd; i < SETS; i++) {
            if (list[k].got == POLLNVAL)
                return -EBADF;
            if (!is_in(s->words[i], fd) || !(list[k].got & meanings[i]))
                continue;
            ready.words[i][fd / 64] |= 1ul << (fd % 64);
            bits++;
        }
    memcpy(s->words, ready.words, sizeof(s->words));
    return bits;
}

static int64_t select(int n, struct sets *s, uint64_t deadline)
{
    n = MIN(n, FD_MAX);
    s->size = (n + 63) / 64 * 8;
    struct interest *list = kzalloc(FD_MAX * sizeof(*list));
    int64_t result = list ? sets_fetch(s) : -ENOMEM;
    if (!result) {
        int count = interests_of(s, n, list);
        result = wait_for(list, count, deadline);
        if (result >= 0)
            result = keep_ready(s, list, count);
        if (result >= 0 && sets_tell(s) < 0)
            result = -EFAULT;
    }
    kfree(list);
    return result;
}

int64_t sys_select(int n, vaddr_t in, vaddr_t out, vaddr_t except, vaddr_t time)
{
    struct sets s = { .at = { in, out, except } };
    struct timeout t = { .at = time, .part = 1000 };
    int64_t err = timeout_fetch(&t);

    if (err)
        return err;
    return timeout_return(&t, n < 0 ? -EINVAL : select(n, &s, t.deadline));
}

/* The sixth argument points to the mask's address and size. */
int64_t sys_pselect(int n, vaddr_t in, vaddr_t out, vaddr_t except,
                    vaddr_t time, vaddr_t mask_at)
{
    struct sets s = { .at = { in, out, except } };
    struct timeout t = { .at = time, .part = 1 };
    struct { vaddr_t at; size_t size; } mask = { 0, 0 };

    if (mask_at && copy_from_user(&mask, mask_at, sizeof(mask)) < 0)
        return -EFAULT;
    int64_t result = timeout_fetch(&t);
    if (!result)
        result = signal_mask_begin(mask.at, mask.size);
    if (result)
        return result;
    result = n < 0 ? -EINVAL : select(n, &s, t.deadline);
    signal_mask_end(result == -ERESTARTNOHAND);
    return timeout_return(&t, result);
}
