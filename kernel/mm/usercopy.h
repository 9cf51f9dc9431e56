/*
 * usercopy.h - the only way in which the kernel touches a process's memory.
 * SMAP is open just during these, and a fault in them that the address space
 * cannot serve ends in -EFAULT instead of a panic. If that was for want of
 * memory, a system call that ends in it begins again (task/traps.c): so it does
 * nothing before such a copy that it can't do twice.
 */
#pragma once

#include "lib/types.h"

/* First address that is no user's (PROGRAMS' top; the last page stays out so
 * that a SYSCALL at the very end cannot return to a non-canonical address). */
#define USER_TOP 0x7ffffffff000ul

/* Nothing is mapped below this, unless somebody with CAP_SYS_RAWIO names the
 * address: Linux's usual mmap_min_addr. */
#define USER_BOTTOM 0x10000ul

/* Are all of these a user's addresses, mapped or not? */
bool user_range(vaddr_t at, size_t n);

/* How many of the `n` bytes at `at` come before the next page. Copies that
 * end there are made as a whole or not at all. */
static inline size_t within_page(uint64_t at, size_t n)
{
    return MIN(n, PAGE_SIZE - (at & PAGE_MASK));
}

/* Copy `n` bytes; 0, or -EFAULT if any byte of the user range isn't a user's
 * or can't be had (some bytes may have been copied before). No lock to the
 * right of "address space" in the lock order may be held. */
int copy_from_user(void *to, vaddr_t from, size_t n) MUST_CHECK;
int copy_to_user(vaddr_t to, const void *from, size_t n) MUST_CHECK;

/* Fill with zeros; result as above. */
int clear_user(vaddr_t to, size_t n) MUST_CHECK;

/* A struct timespec, in nanoseconds; or -EINVAL if it is no time to wait. */
int timespec_from_user(uint64_t *ns, vaddr_t from) MUST_CHECK;

/* Copy a string of at most size - 1 characters and its terminator; its
 * length, -EFAULT, or -ENAMETOOLONG when no terminator came in time. */
ssize_t strncpy_from_user(char *to, vaddr_t from, size_t size) MUST_CHECK;
