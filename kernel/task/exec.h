/* exec.h - another program in the same process (execve(2)). */
#pragma once

#include "cpu/trap.h"

/* The strings of argv and envp, copied out of the old program's memory. */
#define ARGS_SIZE (128 * KIB)
#define ARGS_COUNT 2048

struct args {
    int argc, envc;
    uint32_t offsets[ARGS_COUNT];   /* of each string in `text` */
    size_t used;
    char text[ARGS_SIZE];
};

struct args *args_alloc(void);          /* or NULL */
void args_free(struct args *a);

/* Append a string of the kernel's; 0 or -E2BIG. All of argv come first. */
int args_add(struct args *a, const char *text, bool is_env);

/* Append the strings of a NULL-terminated array of user pointers; 0 pointer:
 * an empty array. 0, -EFAULT, -E2BIG. */
int args_add_user(struct args *a, vaddr_t array, bool is_env);

/* Replace the running process's program by the file at `path`; on success
 * `f` starts it. On failure (-ENOENT, -EACCES, -ENOEXEC, -ENOMEM, ...)
 * nothing has changed. */
int process_exec(const char *path, struct args *args, struct trap_frame *f);
