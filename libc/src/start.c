/* start.c - from _start to main, and from exit to the end. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>
#include "syscall.h"

#define EXIT_FUNCTIONS_MAX 64

char **environ;
char *program_invocation_name = "", *program_invocation_short_name = "";
static unsigned long *auxiliary;
static void (*exit_functions[EXIT_FUNCTIONS_MAX])(void);
static int exit_count;

int main(int, char **, char **);
extern void (*__init_array_start[])(int, char **, char **)
    __attribute__((weak, visibility("hidden")));
extern void (*__init_array_end[])(int, char **, char **)
    __attribute__((weak, visibility("hidden")));
extern void (*__fini_array_start[])(void)
    __attribute__((weak, visibility("hidden")));
extern void (*__fini_array_end[])(void)
    __attribute__((weak, visibility("hidden")));

_Noreturn void __libc_start(unsigned long *stack);

int *__errno_location(void)
{
    static int number;

    return &number;
}

/* No threads, so one thread pointer for ever; some compilers' code reads it. */
static void thread_pointer_set(void)
{
    static void *area[16];

    area[0] = area;
    raw_syscall(SYS_arch_prctl, 0x1002 /* ARCH_SET_FS */, area);
}

static void names_set(char *path)
{
    char *slash = strrchr(path, '/');

    program_invocation_name = path;
    program_invocation_short_name = slash ? slash + 1 : path;
}

_Noreturn void __libc_start(unsigned long *stack)
{
    int argc = stack[0];
    char **argv = (char **)(stack + 1);
    char **end = environ = argv + argc + 1;

    while (*end)
        end++;
    auxiliary = (unsigned long *)(end + 1);
    thread_pointer_set();
    if (argc > 0)
        names_set(argv[0]);
    size_t count = __init_array_end - __init_array_start;
    for (size_t i = 0; i < count; i++)
        __init_array_start[i](argc, argv, environ);
    exit(main(argc, argv, environ));
}

unsigned long getauxval(unsigned long type)
{
    for (unsigned long *a = auxiliary; a[0] != AT_NULL; a += 2)
        if (a[0] == type)
            return a[1];
    errno = ENOENT;
    return 0;
}

int atexit(void (*function)(void))
{
    if (exit_count == EXIT_FUNCTIONS_MAX)
        return -1;
    exit_functions[exit_count++] = function;
    return 0;
}

void exit(int status)
{
    while (exit_count > 0)
        exit_functions[--exit_count]();
    for (size_t i = __fini_array_end - __fini_array_start; i > 0; i--)
        __fini_array_start[i - 1]();
    fflush(NULL);
    _exit(status);
}

void _exit(int status)
{
    for (;;)
        raw_syscall(SYS_exit_group, status);
}

void _Exit(int status)
{
    _exit(status);
}

void quick_exit(int status)
{
    _exit(status);
}

void __assert_fail(const char *what, const char *file, int line,
                   const char *function)
{
    fflush(stdout);
    fprintf(stderr, "%s: %s:%d: %s: Assertion `%s' failed.\n",
            program_invocation_short_name, file, line, function, what);
    abort();
}
