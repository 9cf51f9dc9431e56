/*
 * sigframe.c - see sigframe.h.
 *
 *   higher addresses   the interrupted stack
 *                      128 bytes that it may use (red zone, ABI 3.2.2)
 *                      FXSAVE area, 64-byte aligned
 *                      struct sigframe: siginfo, ucontext, and lowest:
 *   handler's RSP ->   return address = restorer; RSP + 8 is 16-byte aligned
 */
#include "task/sigframe.h"
#include "cpu/descriptors.h"
#include "cpu/x86.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/usercopy.h"
#include "task/process.h"

#define RED_ZONE 128
#define USER_FLAGS 0x40dd5ul    /* AC OF DF TF SF ZF AF PF CF */

/* Linux's struct sigcontext (arch/x86/include/uapi/asm/sigcontext.h). */
struct sigcontext {
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
    uint16_t cs, gs, fs, ss;
    uint64_t error, trapno, oldmask, cr2;
    uint64_t fpstate;
    uint64_t reserved[8];
};
static_assert(sizeof(struct sigcontext) == 256, "Linux's sigcontext");

struct sigframe {
    uint64_t restorer;
    struct {
        uint64_t flags, link;
        struct sigaltstack stack;
        struct sigcontext registers;
        sigset_t mask;
    } context;
    struct siginfo info;
};

static struct sigcontext registers_save(const struct trap_frame *f,
                                        sigset_t mask)
{
    return (struct sigcontext){
        .r8 = f->r8, .r9 = f->r9, .r10 = f->r10, .r11 = f->r11,
        .r12 = f->r12, .r13 = f->r13, .r14 = f->r14, .r15 = f->r15,
        .rdi = f->rdi, .rsi = f->rsi, .rbp = f->rbp, .rbx = f->rbx,
        .rdx = f->rdx, .rax = f->rax, .rcx = f->rcx, .rsp = f->rsp,
        .rip = f->rip, .rflags = f->rflags,
        .cs = SEL_USER_CODE, .ss = SEL_USER_DATA,
        .error = f->error, .trapno = f->vector, .oldmask = mask,
        .cr2 = read_cr2(),
    };
}

/* Segments and the system's flags are not the user's to choose. */
static void registers_restore(struct trap_frame *f, const struct sigcontext *r)
{
    f->r8 = r->r8, f->r9 = r->r9, f->r10 = r->r10, f->r11 = r->r11;
    f->r12 = r->r12, f->r13 = r->r13, f->r14 = r->r14, f->r15 = r->r15;
    f->rdi = r->rdi, f->rsi = r->rsi, f->rbp = r->rbp, f->rbx = r->rbx;
    f->rdx = r->rdx, f->rax = r->rax, f->rcx = r->rcx, f->rsp = r->rsp;
    f->rip = r->rip;
    f->rflags = (f->rflags & ~USER_FLAGS) | (r->rflags & USER_FLAGS);
    f->cs = SEL_USER_CODE;
    f->ss = SEL_USER_DATA;
}

static vaddr_t choose_stack(const struct trap_frame *f,
                            const struct sigaction *a,
                            const struct sigaltstack *stack)
{
    bool on_it = f->rsp - stack->base < stack->size;

    if ((a->flags & SA_ONSTACK) && stack->size && !on_it)
        return stack->base + stack->size;
    return f->rsp - RED_ZONE;
}

int sigframe_push(struct trap_frame *f, const struct sigaction *a,
                  const struct siginfo *info, sigset_t mask,
                  const struct sigaltstack *stack)
{
    struct thread *t = thread_current();
    vaddr_t fpu = ROUND_DOWN(choose_stack(f, a, stack) - 512, 64);
    vaddr_t at = ROUND_DOWN(fpu - sizeof(struct sigframe), 16) - 8;
    struct sigframe frame = {
        .restorer = a->restorer,
        .context = { .stack = *stack, .registers = registers_save(f, mask),
                     .mask = mask },
        .info = *info,
    };

    if (a->handler >= USER_TOP)
        return -EFAULT;
    frame.context.registers.fpstate = fpu;
    asm volatile("fxsave64 %0" : "=m"(t->fpu));
    if (copy_to_user(fpu, t->fpu, sizeof(t->fpu)) < 0 ||
        copy_to_user(at, &frame, sizeof(frame)) < 0)
        return -EFAULT;
    f->rsp = at;
    f->rip = a->handler;
    f->rdi = info->signo;
    f->rsi = at + offsetof(struct sigframe, info);
    f->rdx = at + offsetof(struct sigframe, context);
    f->rax = 0;
    f->rflags &= ~(RFLAGS_DF | RFLAGS_TF);
    return 0;
}

/* FXRSTOR faults on reserved bits of MXCSR (SDM vol. 1, 10.2.3); every
 * processor with long mode has the newest of the others, DAZ. */
static int fpu_restore(vaddr_t from)
{
    struct thread *t = thread_current();

    if (copy_from_user(t->fpu, from, sizeof(t->fpu)) < 0 ||
        *(uint32_t *)&t->fpu[24] > 0xffff)
        return -EFAULT;
    asm volatile("fxrstor64 %0" : : "m"(t->fpu));
    return 0;
}

/* The restorer popped the return address by RET before it called us. */
int sigframe_pop(struct trap_frame *f, sigset_t *mask,
                 struct sigaltstack *stack)
{
    struct sigframe frame;
    struct sigcontext *r = &frame.context.registers;

    if (copy_from_user(&frame, f->rsp - 8, sizeof(frame)) < 0)
        return -EFAULT;
    if (r->rip >= USER_TOP || (r->cs | 3) != SEL_USER_CODE)
        return -EFAULT;
    if (r->fpstate && fpu_restore(r->fpstate) < 0)
        return -EFAULT;
    registers_restore(f, r);
    *mask = frame.context.mask;
    *stack = frame.context.stack;
    return 0;
}

void signal_return(struct trap_frame *f)
{
    struct process *p = current();
    struct sigaltstack stack;
    sigset_t mask;

    if (sigframe_pop(f, &mask, &stack) < 0)
        process_exit(SIGSEGV);
    signal_set_altstack(&stack, f->rsp);    /* refused, it stays as it is */
    spin_lock(&process_lock);
    p->signals.blocked = mask & ~(signal_bit(SIGKILL) | signal_bit(SIGSTOP));
    if (signal_waiting(p))
        thread_interrupt(&p->thread);
    else
        thread_uninterrupt(&p->thread);
    spin_unlock(&process_lock);
    f->vector = TRAP_SYSCALL_SETTLED;
}
