/*
 * futex.h - sleeping on a word of user memory (futex(2)): the kernel is asked
 * only when there is somebody to wait for or to wake. Processes that share
 * the word meet whatever address each has it at, since they meet at its place
 * (vm/place.h).
 */
#pragma once

#include "lib/types.h"

#define FUTEX_BITSET_ALL UINT32_MAX

/*
 * Sleep if the word at `at` holds `expected`, until woken with a bit of
 * `bitset`, or until `deadline` (clock_monotonic()). 0; -EAGAIN: it holds
 * something else; -ETIMEDOUT; -EFAULT; -EINVAL: no bit, or not the address of
 * a word; -EINTR when a signal came.
 */
int futex_wait(vaddr_t at, bool private, uint32_t expected, uint32_t bitset,
               uint64_t deadline);

/* Wake at most `count` who wait there for a bit of `bitset`, but one, if there
 * is one, even if `count` is less, as on Linux; how many, or
 * -EFAULT, -EINVAL. */
int futex_wake(vaddr_t at, bool private, int count, uint32_t bitset);

/*
 * If the word at `at` holds *expected (NULL: whatever it holds), wake the
 * first `to_wake` who wait there, and let the next `to_move` wait at `other`
 * from now on. How many both were; -EAGAIN, -EFAULT, -EINVAL.
 */
int futex_requeue(vaddr_t at, vaddr_t other, bool private, int to_wake,
                  int to_move, const uint32_t *expected);

void futex_init(void);
