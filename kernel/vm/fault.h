/*
 * fault.h - the page-fault trap. This layer knows regions; what becomes of a
 * process whose access is refused, the task layer decides (task/trap.c).
 */
#pragma once

#include "cpu/trap.h"

struct space;

/* An access to user memory was refused with space_fault()'s error. One of the
 * kernel's (mm/usercopy.h) ends in -EFAULT all the same. */
extern void (*fault_refused)(struct trap_frame *f, vaddr_t va, int err);

/* The space of the running process, or NULL. */
extern struct space *(*fault_current_space)(void);

void fault_init(void);
