/* trap.c - see trap.h. */
#include "cpu/trap.h"
#include "cpu/apic.h"
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "lib/panic.h"

#define VECTORS 256
#define GATE_INTERRUPT 0x8eul   /* present, ring 0, interrupts off on entry */
#define GATE_RING3 (3ul << 5)

struct gate {
    uint64_t low, high;
};

extern const char trap_entries[VECTORS][16];

trap_handler *trap_before_user;
static struct gate idt[VECTORS];
static trap_handler *handlers[VECTORS];
static void (*irq_handlers[16])(void);

static const char *const names[] = {
    "divide error", "debug", "NMI", "breakpoint", "overflow", "bound range",
    "undefined instruction", "no FPU", "double fault", "FPU overrun",
    "invalid TSS", "segment not present", "stack fault", "general protection",
    "page fault", "reserved", "FPU error", "alignment check", "machine check",
    "SIMD error",
};

static unsigned ist_of(int vector)
{
    switch (vector) {
    case TRAP_DOUBLE_FAULT: return IST_DOUBLE_FAULT;
    case TRAP_NMI: return IST_NMI;
    case TRAP_MACHINE_CHECK: return IST_MACHINE_CHECK;
    default: return 0;
    }
}

/* SDM vol. 3A, figure 6-8. Ring 3 may raise only INT3 and INTO by itself. */
static struct gate gate_make(int vector)
{
    uint64_t entry = (uint64_t)trap_entries[vector];
    uint64_t type = GATE_INTERRUPT;

    if (vector == TRAP_BREAKPOINT || vector == TRAP_OVERFLOW)
        type |= GATE_RING3;
    return (struct gate){
        .low = (entry & 0xffff) | (uint64_t)SEL_KERNEL_CODE << 16 |
               (uint64_t)ist_of(vector) << 32 | type << 40 |
               (entry >> 16 & 0xffff) << 48,
        .high = entry >> 32,
    };
}

void trap_load(void)
{
    struct {
        uint16_t limit;
        uint64_t base;
    } PACKED idtr = { sizeof(idt) - 1, (uint64_t)idt };

    asm volatile("lidt %0" : : "m"(idtr));
}

/* A panic elsewhere has sent it; else it is the machine's own trouble. */
static void nmi(struct trap_frame *f)
{
    panic("NMI at %p", (void *)f->rip);
}

void trap_init(void)
{
    for (int v = 0; v < VECTORS; v++)
        idt[v] = gate_make(v);
    trap_load();
    trap_register(TRAP_NMI, nmi);
    panic_stop_others = apic_send_nmi_to_others;
}

void trap_register(int vector, trap_handler *handler)
{
    assert(vector >= 0 && vector < VECTORS && !handlers[vector]);
    handlers[vector] = handler;
}

void trap_print(const struct trap_frame *f)
{
    kprintf("  rip %016lx  rsp %016lx  rflags %08lx  cs %02lx  error %lx\n",
            f->rip, f->rsp, f->rflags, f->cs, f->error);
    kprintf("  rax %016lx  rbx %016lx  rcx %016lx\n", f->rax, f->rbx, f->rcx);
    kprintf("  rdx %016lx  rsi %016lx  rdi %016lx\n", f->rdx, f->rsi, f->rdi);
    kprintf("  r8  %016lx  r9  %016lx  r10 %016lx\n", f->r8, f->r9, f->r10);
    kprintf("  cr2 %016lx  cr3 %016lx  rbp %016lx\n", read_cr2(), read_cr3(),
            f->rbp);
}

static NORETURN void trap_unexpected(struct trap_frame *f)
{
    const char *name = f->vector < ARRAY_SIZE(names) ? names[f->vector] : "trap";

    kprintf("\nUnexpected %s (vector %lu) in ring %lu\n", name, f->vector,
            f->cs & 3);
    trap_print(f);
    backtrace(f->rbp);
    panic("%s at %p", name, (void *)f->rip);
}

/* --- the legacy interrupt controllers (Intel 8259A data sheet) ----------- */

#define PIC1 0x20
#define PIC2 0xa0
#define PIC_EOI 0x20

static uint16_t pic_mask = 0xffff & ~(1 << 2);      /* line 2 is the cascade */

static void pic_apply_mask(void)
{
    outb(PIC1 + 1, pic_mask & 0xff);
    outb(PIC2 + 1, pic_mask >> 8);
}

void pic_init(void)
{
    outb(PIC1, 0x11);               /* initialise, expect four words */
    outb(PIC2, 0x11);
    outb(PIC1 + 1, IRQ_BASE);       /* vectors */
    outb(PIC2 + 1, IRQ_BASE + 8);
    outb(PIC1 + 1, 1 << 2);         /* the second hangs on line 2 */
    outb(PIC2 + 1, 2);
    outb(PIC1 + 1, 0x01);           /* 8086 mode */
    outb(PIC2 + 1, 0x01);
    pic_apply_mask();
}

void irq_register(int isa_irq, void (*handler)(void))
{
    assert(isa_irq >= 0 && isa_irq < 16 && !irq_handlers[isa_irq]);
    irq_handlers[isa_irq] = handler;
    pic_mask &= ~(1 << isa_irq);
    pic_apply_mask();
}

static void irq_dispatch(int line)
{
    if (irq_handlers[line])
        irq_handlers[line]();
    if (line >= 8)
        outb(PIC2, PIC_EOI);
    outb(PIC1, PIC_EOI);
}

/* --- dispatch ------------------------------------------------------------- */

void trap_dispatch(struct trap_frame *f);       /* called from trap_entry.S */

void trap_dispatch(struct trap_frame *f)
{
    if (f->vector >= IRQ_BASE && f->vector < IRQ_BASE + 16)
        irq_dispatch(f->vector - IRQ_BASE);
    else if (handlers[f->vector])
        handlers[f->vector](f);
    else if (f->vector != VECTOR_SPURIOUS)
        trap_unexpected(f);
    if (trap_from_user(f) && this_cpu()->attention)
        trap_before_user(f);
}
