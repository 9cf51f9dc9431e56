/*
 * x86.h - single instructions that C has no words for. Nothing here keeps
 * state or takes a lock. References: Intel SDM vol. 2 (instructions), vol. 3A
 * 2.5 (control registers), vol. 4 (model-specific registers).
 */
#pragma once

#include "lib/types.h"

#define CR0_PE (1ul << 0)       /* protected mode */
#define CR0_MP (1ul << 1)
#define CR0_EM (1ul << 2)
#define CR0_TS (1ul << 3)
#define CR0_NE (1ul << 5)
#define CR0_WP (1ul << 16)      /* read-only pages bind the kernel too */
#define CR0_NW (1ul << 29)      /* not write-through */
#define CR0_CD (1ul << 30)      /* cache disable */
#define CR0_PG (1ul << 31)      /* paging */
#define CR4_PAE (1ul << 5)
#define CR4_PGE (1ul << 7)      /* global pages */
#define CR4_OSFXSR (1ul << 9)
#define CR4_OSXMMEXCPT (1ul << 10)
#define CR4_UMIP (1ul << 11)
#define CR4_PCIDE (1ul << 17)   /* process-context identifiers */
#define CR4_SMEP (1ul << 20)
#define CR4_SMAP (1ul << 21)

#define MSR_APIC_BASE 0x1b
#define MSR_X2APIC 0x800        /* + a register's offset / 16 */
#define MSR_EFER 0xc0000080
#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102

#define EFER_SCE (1ul << 0)     /* SYSCALL */
#define EFER_LME (1ul << 8)     /* long mode */
#define EFER_NXE (1ul << 11)    /* no-execute bit */

#define RFLAGS_FIXED (1ul << 1)
#define RFLAGS_TF (1ul << 8)
#define RFLAGS_IF (1ul << 9)
#define RFLAGS_DF (1ul << 10)
#define RFLAGS_IOPL (3ul << 12)
#define RFLAGS_NT (1ul << 14)
#define RFLAGS_AC (1ul << 18)

#define READ_REGISTER(reg) \
    static inline uint64_t read_##reg(void) \
    { \
        uint64_t v; \
        asm volatile("mov %%" #reg ", %0" : "=r"(v)); \
        return v; \
    }
#define WRITE_REGISTER(reg) \
    static inline void write_##reg(uint64_t v) \
    { \
        asm volatile("mov %0, %%" #reg : : "r"(v) : "memory"); \
    }

READ_REGISTER(cr0)
READ_REGISTER(cr2)
READ_REGISTER(cr3)
READ_REGISTER(cr4)
WRITE_REGISTER(cr0)
WRITE_REGISTER(cr3)
WRITE_REGISTER(cr4)

static inline uint64_t rdmsr(uint32_t msr)
{
    uint32_t low, high;

    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t msr, uint64_t v)
{
    asm volatile("wrmsr" : : "c"(msr), "a"((uint32_t)v),
                 "d"((uint32_t)(v >> 32)) : "memory");
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid r;

    asm volatile("cpuid" : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                 : "a"(leaf), "c"(subleaf));
    return r;
}

static inline uint64_t rdtsc(void)
{
    uint32_t low, high;

    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* A random number of the processor's; false if it has none at the moment. Only
 * where CPUID tells of the instruction. */
static inline bool rdrand(uint64_t *word)
{
    bool good;

    asm volatile("rdrand %0; setc %1" : "=r"(*word), "=qm"(good) : : "cc");
    return good;
}

static inline void invlpg(vaddr_t va)
{
    asm volatile("invlpg (%0)" : : "r"(va) : "memory");
}

static inline uint8_t inb(uint16_t port)
{
    uint8_t v;

    asm volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
    return v;
}

static inline uint16_t inw(uint16_t port)
{
    uint16_t v;

    asm volatile("inw %1, %0" : "=a"(v) : "Nd"(port));
    return v;
}

static inline void outb(uint16_t port, uint8_t v)
{
    asm volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}

static inline void outw(uint16_t port, uint16_t v)
{
    asm volatile("outw %0, %1" : : "a"(v), "Nd"(port));
}

static inline void outl(uint16_t port, uint32_t v)
{
    asm volatile("outl %0, %1" : : "a"(v), "Nd"(port));
}

static inline bool interrupts_on(void)
{
    uint64_t flags;

    asm volatile("pushfq; popq %0" : "=r"(flags));
    return flags & RFLAGS_IF;
}

/* Sleep until the next interrupt has been served. STI takes effect after the
 * instruction that follows it (SDM vol. 2), so none can slip in between. */
static inline void interrupts_wait(void)
{
    asm volatile("sti; hlt; cli" : : : "memory");
}

/* Serve those that wait. */
static inline void interrupts_serve(void)
{
    asm volatile("sti; nop; cli" : : : "memory");
}

static inline void cpu_pause(void)
{
    asm volatile("pause");
}
