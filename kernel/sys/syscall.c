/*
 * syscall.c - from a number to a function (table.def). Arguments come in RDI,
 * RSI, RDX, R10, R8, R9, the result goes to RAX (AMD64 ABI, A.2.1).
 */
#include "cpu/clock.h"
#include "cpu/x86.h"
#include "ipc/shm.h"
#include "lib/errno.h"
#include "sched/sched.h"
#include "sys/sys.h"
#include "task/process.h"
#include "vm/space.h"

#define AT_FDCWD (-100)
#define O_CREAT 0100
#define O_WRONLY 01
#define O_TRUNC 01000
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200

struct call {
    uint64_t a, b, c, d, e, f;      /* the six arguments */
    struct trap_frame *frame;
};

/* Each line of the table becomes a function, and all of them an array. */
#define CALL(number, name, result) \
    static int64_t call_##name(struct call *c) \
    { \
        (void)c; \
        return result; \
    }
#include "sys/table.def"
#undef CALL

#define CALL(number, name, result) [number] = call_##name,
static int64_t (*const table[])(struct call *) = {
#include "sys/table.def"
};
#undef CALL

static int64_t call(struct trap_frame *f)
{
    struct call c = { f->rdi, f->rsi, f->rdx, f->r10, f->r8, f->r9, f };
    uint64_t number = f->rax;

    if (number >= ARRAY_SIZE(table) || !table[number])
        return -ENOSYS;
    return table[number](&c);
}

bool syscall_dispatch(struct trap_frame *f);    /* called from entry.S */

/* True if user mode can be entered by SYSRET: nobody changed the frame. A
 * call that replaces the registers marks it as settled. */
bool syscall_dispatch(struct trap_frame *f)
{
    interrupts_enable();
    int64_t result = call(f);
    if (f->vector == TRAP_SYSCALL || result < 0)
        f->rax = result;
    interrupts_disable();
    bool plain = f->vector == TRAP_SYSCALL && !signal_waiting(current());
    trap_before_user(f);
    return plain && f->rcx == f->rip && f->r11 == f->rflags;
}
