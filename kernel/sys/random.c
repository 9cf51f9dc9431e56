/* random.c - getrandom(2). */
#include "fs/random.h"
#include "lib/errno.h"
#include "sys/sys.h"
#include "task/process.h"

#define GRND_NONBLOCK 1u
#define GRND_RANDOM 2u
#define GRND_INSECURE 4u

/* There are always some. Long wishes are served page by page, and a signal ends
 * them early. */
int64_t sys_getrandom(vaddr_t buf, size_t n, unsigned flags)
{
    size_t done = 0;

    if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) ||
        ((flags & GRND_RANDOM) && (flags & GRND_INSECURE)))
        return -EINVAL;
    n = MIN(n, INT32_MAX);
    while (done < n && (done == 0 || !signal_waiting(current()))) {
        size_t piece = MIN(n - done, PAGE_SIZE);
        ssize_t got = random_read(buf + done, piece);
        if (got < 0)
            return done > 0 ? (int64_t)done : got;
        done += got;
        thread_give_way();
    }
    return done;
}
