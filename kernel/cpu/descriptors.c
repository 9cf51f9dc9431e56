/* descriptors.c - see descriptors.h. */
#include "cpu/cpu.h"

/* In long mode base and limit of these are ignored: what counts is present,
 * ring, code or data, and L = 64-bit (SDM vol. 3A, 3.4.5). */
#define SEG_KERNEL_CODE 0x00af9b000000fffful
#define SEG_KERNEL_DATA 0x00cf93000000fffful
#define SEG_USER_DATA   0x00cff3000000fffful
#define SEG_USER_CODE   0x00affb000000fffful
#define TSS_AVAILABLE   0x89ul

struct descriptor_pointer {
    uint16_t limit;
    uint64_t base;
} PACKED;

static void tss_descriptor(uint64_t entry[2], const struct tss *tss)
{
    uint64_t base = (uint64_t)tss, limit = sizeof(*tss) - 1;

    entry[0] = limit | (base & 0xffffff) << 16 | TSS_AVAILABLE << 40 |
               (base >> 24 & 0xff) << 56;
    entry[1] = base >> 32;
}

void descriptors_load(struct cpu *c)
{
    struct descriptor_pointer gdtr = { sizeof(c->gdt) - 1, (uint64_t)c->gdt };

    c->gdt[0] = 0;
    c->gdt[SEL_KERNEL_CODE / 8] = SEG_KERNEL_CODE;
    c->gdt[SEL_KERNEL_DATA / 8] = SEG_KERNEL_DATA;
    c->gdt[SEL_USER_DATA / 8] = SEG_USER_DATA;
    c->gdt[SEL_USER_CODE / 8] = SEG_USER_CODE;
    tss_descriptor(&c->gdt[SEL_TSS / 8], &c->tss);
    c->tss.io_map = sizeof(c->tss);

    asm volatile("lgdt %0" : : "m"(gdtr));
    asm volatile("pushq %0\n\t"
                 "leaq 1f(%%rip), %%rax\n\t"
                 "pushq %%rax\n\t"
                 "lretq\n"
                 "1:\n\t"
                 "movl %1, %%eax\n\t"
                 "movl %%eax, %%ds\n\t"
                 "movl %%eax, %%es\n\t"
                 "movl %%eax, %%ss\n\t"
                 "xorl %%eax, %%eax\n\t"
                 "movl %%eax, %%fs\n\t"
                 "movl %%eax, %%gs\n\t"
                 : : "i"(SEL_KERNEL_CODE), "i"(SEL_KERNEL_DATA)
                 : "rax", "memory");
    asm volatile("ltr %w0" : : "r"(SEL_TSS));
}
