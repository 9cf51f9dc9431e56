/* exec.h - another program in the same process (execve(2)). */
#pragma once

#include "cpu/trap.h"

struct inode;

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
 * an empty array. Empty arguments become one empty string, as on Linux. 0,
 * -EFAULT, -E2BIG. */
int args_add_user(struct args *a, vaddr_t array, bool is_env);

/* Find the program at `path` for the running process. It isn't written until
 * program_close(). 0, -EACCES, -ETXTBSY, or as path_lookup(). */
int program_open(const char *path, struct inode **program);
void program_close(struct inode *program);      /* or NULL */

/* One more use of a program that runs. */
struct inode *program_get(struct inode *program);

/* Replace the running process's program by this one, called `path`; on
 * success `f` starts it, and it is the process's to close. On failure
 * (-ENOEXEC, -ENOMEM, ...) nothing has changed. */
int process_exec(struct inode *program, const char *path,
                 const struct args *args, struct trap_frame *f);
