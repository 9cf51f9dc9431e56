/* cpu.c - see cpu.h. */
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "lib/panic.h"

struct cpu cpus[CPUS_MAX];
uint64_t cpus_online;
struct cpu_features cpu_features;

static void features_read(void)
{
    struct cpuid basic = cpuid(1, 0), seven = { 0 };
    struct cpuid extended = cpuid(0x80000001, 0);

    if (cpuid(0, 0).eax >= 7)
        seven = cpuid(7, 0);
    cpu_features = (struct cpu_features){
        .nx = extended.edx & (1u << 20),
        .gib_pages = extended.edx & (1u << 26),
        .global_pages = basic.edx & (1u << 13),
        .smep = seven.ebx & (1u << 7),
        .smap = seven.ebx & (1u << 20),
        .umip = seven.ecx & (1u << 2),
        .x2apic = basic.ecx & (1u << 21),
        .pcid = basic.ecx & (1u << 17),
    };
}

/* The kernel itself uses no SSE, but every compiled program does. INIT leaves
 * the caches of further processors off (SDM vol. 3A, table 9-1). */
static void control_registers_set(void)
{
    uint64_t cr4 = read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT;

    write_cr0((read_cr0() & ~(CR0_EM | CR0_TS | CR0_CD | CR0_NW)) |
              CR0_WP | CR0_MP | CR0_NE);
    if (cpu_features.global_pages)
        cr4 |= CR4_PGE;
    if (cpu_features.smep)
        cr4 |= CR4_SMEP;
    if (cpu_features.smap)
        cr4 |= CR4_SMAP;
    if (cpu_features.umip)
        cr4 |= CR4_UMIP;
    if (cpu_features.pcid)      /* CR3 has no PCID yet, as it must be */
        cr4 |= CR4_PCIDE;
    write_cr4(cr4);
}

/* STAR: SYSCALL loads CS and SS from bits 47:32, SYSRET from 63:48 plus 16
 * and plus 8. The flags named in FMASK are cleared on entry. */
static void syscall_enable(void)
{
    wrmsr(MSR_STAR, (uint64_t)(SEL_USER_DATA - 8) << 48 |
                    (uint64_t)SEL_KERNEL_CODE << 32);
    wrmsr(MSR_LSTAR, (vaddr_t)syscall_entry);
    wrmsr(MSR_FMASK, RFLAGS_IF | RFLAGS_TF | RFLAGS_DF | RFLAGS_AC |
                     RFLAGS_NT | RFLAGS_IOPL);
}

void cpu_init(int id)
{
    struct cpu *c = &cpus[id];

    c->self = c;
    c->id = id;
    descriptors_load(c);
    wrmsr(MSR_GS_BASE, (vaddr_t)c);
    wrmsr(MSR_KERNEL_GS_BASE, 0);
    features_read();
    wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE |
                    (cpu_features.nx ? EFER_NXE : 0));
    control_registers_set();
    syscall_enable();
}

void cpu_flush_tlb_all(void)
{
    uint64_t cr4 = read_cr4();

    if (cr4 & CR4_PGE) {        /* clearing PGE drops global entries too */
        write_cr4(cr4 & ~CR4_PGE);
        write_cr4(cr4);
    } else {
        write_cr3(read_cr3());
    }
}
