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
 * something else; -ETIMEDOUT; -EFAULT; -EINTR when a signal came.
 */
int futex_wait(vaddr_t at, bool private, uint32_t expected, uint32_t bitset,
               uint64_t deadline);

/* Wake at most `count` who wait there for a bit of `bitset`; how many, or
 * -EFAULT. */
int futex_wake(vaddr_t at, bool private, int count, uint32_t bitset);

void futex_init(void);
