/*
 * random.c - see random.h. Simplified: a generator (xorshift64*) stirred by the
 * clock, and by the processor's own source where it has one (RDRAND). Good
 * enough for hash seeds; a production kernel would gather what nobody can
 * foresee, and make of it what nobody can calculate back.
 */
#include "fs/random.h"
#include "cpu/spinlock.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "mm/usercopy.h"

#define CPUID_RDRAND (1u << 30)     /* leaf 1, ECX */

/* 0 where there is no source, or it has nothing yet. */
static uint64_t processor_word(void)
{
    static int has_source = -1;
    uint64_t word;

    if (has_source < 0)
        has_source = !!(cpuid(1, 0).ecx & CPUID_RDRAND);
    return has_source && rdrand(&word) ? word : 0;
}

static uint64_t random_word(void)
{
    static struct spinlock lock = SPINLOCK(RANK_FILE);
    static uint64_t x = 88172645463325252ul;    /* [lock] */

    spin_lock(&lock);
    x ^= rdtsc() ^ processor_word();
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    uint64_t word = x * 2685821657736338717ul;
    spin_unlock(&lock);
    return word;
}

ssize_t random_read(vaddr_t buf, size_t n)
{
    size_t done = 0;

    while (done < n) {
        uint64_t word = random_word();
        size_t piece = within_page(buf + done, MIN(n - done, sizeof(word)));
        if (copy_to_user(buf + done, &word, piece) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        done += piece;
    }
    return done;
}
