/* setjmp.h - jumps out of functions (setjmp(3)). The buffer: RBX, RBP, R12 to
 * R15, RSP, RIP; then whether, and which, signals were blocked. */
#pragma once
typedef struct {
    unsigned long __registers[8], __mask_saved, __mask;
} jmp_buf[1], sigjmp_buf[1];

int setjmp(jmp_buf) __attribute__((returns_twice));
int _setjmp(jmp_buf) __attribute__((returns_twice));
int sigsetjmp(sigjmp_buf, int) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);
_Noreturn void _longjmp(jmp_buf, int);
_Noreturn void siglongjmp(sigjmp_buf, int);
#define setjmp setjmp
#define sigsetjmp sigsetjmp
