/* syscall.c - from a number to a function (table.def); called by entry.S. */
#include "cpu/clock.h"
#include "cpu/trace.h"
#include "cpu/x86.h"
#include "ipc/sem.h"
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

static struct trap_frame *frame(void)
{
    return thread_frame(thread_current());
}

/* Each line of the table becomes a function, and all of them an array, which
 * entry.S calls through. */
#define CALL(number, name, result) \
    static int64_t call_##name(uint64_t a, uint64_t b, uint64_t c, \
                               uint64_t d, uint64_t e, uint64_t f) \
    { \
        (void)a, (void)b, (void)c, (void)d, (void)e, (void)f; \
        return result; \
    }
#include "sys/table.def"
#undef CALL

typedef int64_t call(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                     uint64_t e, uint64_t f);

#define CALL(number, name, result) [number] = call_##name,
call *const syscall_table[] = {
#include "sys/table.def"
};
#undef CALL

/* Calls with a lower number, if there is such a call, come here straight from
 * entry.S; all others by syscall_slow(), and all while they are traced. */
uint64_t syscall_fast = ARRAY_SIZE(syscall_table);

void syscalls_trace(bool on)
{
    __atomic_store_n(&syscall_fast, on ? 0 : ARRAY_SIZE(syscall_table),
                     __ATOMIC_RELAXED);
}

int64_t syscall_slow(uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                     uint64_t e, uint64_t f)
{
    uint64_t number = frame()->error, args[TRACE_ARGS] = { a, b, c, d, e, f };
    bool is_call = number < ARRAY_SIZE(syscall_table) && syscall_table[number];

    call_note(number, args);
    int64_t result = is_call ? syscall_table[number](a, b, c, d, e, f)
                             : -ENOSYS;
    call_note_result(number, args, result);
    return result;
}

void syscall_leave_changed(uint64_t number)
{
    static const uint64_t no_args[TRACE_ARGS];

    call_note_result(number, no_args, frame()->rax);
    syscall_leave();
}

void syscall_leave(void)
{
    trap_before_user(frame());
    trap_return(frame());
}
