/* exit.h - the parts of a process's end that exec shares. */
#pragma once

struct process;

/* Give up the address space of the running process. */
void process_leave_space(struct process *p);

/* The last that is left of a zombie goes. */
void process_reap(struct process *p);

/* It doesn't use its vfork parent's space any more. */
void process_return_space(struct process *p);
