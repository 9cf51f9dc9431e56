/*
 * syscall.h - the library's way into the kernel (AMD64 ABI, A.2.1): number
 * in RAX, arguments in RDI RSI RDX R10 R8 R9, result in RAX. Results from
 * -4095 to -1 are errors.
 */
#pragma once
#include <errno.h>
#include <sys/syscall.h>

static inline long __syscall6(long n, long a, long b, long c, long d, long e,
                              long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;

    __asm__ volatile("syscall" : "=a"(result)
                     : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#define __CALL7(n, a, b, c, d, e, f, ...) \
    __syscall6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
               (long)(f))

/* The raw result of call `n` with up to six arguments. */
#define raw_syscall(...) __CALL7(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* An error becomes -1 and errno. */
static inline long settle(long result)
{
    if (result < 0 && result >= -4095) {
        errno = -result;
        return -1;
    }
    return result;
}

#define call(...) settle(raw_syscall(__VA_ARGS__))
