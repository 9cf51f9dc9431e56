/* cpuinfo.c - /proc/cpuinfo: what CPUID tells (SDM vol. 2, CPUID), by Linux's
 * names. Simplified: the processor that is asked speaks for all. */
#include "cpu/cpu.h"
#include "cpu/x86.h"
#include "fs/procfs.h"
#include "lib/string.h"
#include "task/process.h"

enum { EBX = 1, ECX, EDX };

/* Only what needs nothing of the kernel, or what it does: no AVX, since its
 * registers are not saved. */
static const struct { uint32_t leaf; uint8_t reg, bit; const char *name; }
flags[] = {
    { 1, EDX, 0, "fpu" }, { 1, EDX, 2, "de" }, { 1, EDX, 3, "pse" },
    { 1, EDX, 4, "tsc" }, { 1, EDX, 5, "msr" }, { 1, EDX, 6, "pae" },
    { 1, EDX, 8, "cx8" }, { 1, EDX, 9, "apic" }, { 1, EDX, 13, "pge" },
    { 1, EDX, 15, "cmov" }, { 1, EDX, 16, "pat" }, { 1, EDX, 19, "clflush" },
    { 1, EDX, 23, "mmx" }, { 1, EDX, 24, "fxsr" }, { 1, EDX, 25, "sse" },
    { 1, EDX, 26, "sse2" }, { 0x80000001, EDX, 11, "syscall" },
    { 0x80000001, EDX, 20, "nx" }, { 0x80000001, EDX, 26, "pdpe1gb" },
    { 0x80000001, EDX, 27, "rdtscp" }, { 0x80000001, EDX, 29, "lm" },
    { 1, ECX, 0, "pni" }, { 1, ECX, 1, "pclmulqdq" }, { 1, ECX, 9, "ssse3" },
    { 1, ECX, 13, "cx16" }, { 1, ECX, 17, "pcid" }, { 1, ECX, 19, "sse4_1" },
    { 1, ECX, 20, "sse4_2" }, { 1, ECX, 21, "x2apic" },
    { 1, ECX, 22, "movbe" }, { 1, ECX, 23, "popcnt" }, { 1, ECX, 25, "aes" },
    { 1, ECX, 30, "rdrand" }, { 1, ECX, 31, "hypervisor" },
    { 0x80000001, ECX, 0, "lahf_lm" }, { 0x80000001, ECX, 5, "abm" },
    { 7, EBX, 3, "bmi1" }, { 7, EBX, 7, "smep" }, { 7, EBX, 8, "bmi2" },
    { 7, EBX, 9, "erms" }, { 7, EBX, 18, "rdseed" }, { 7, EBX, 19, "adx" },
    { 7, EBX, 20, "smap" }, { 7, ECX, 2, "umip" },
};

static bool has(uint32_t leaf, uint8_t reg, uint8_t bit)
{
    if (cpuid(leaf & 0x80000000, 0).eax < leaf)
        return false;
    struct cpuid c = cpuid(leaf, 0);
    return (reg == EBX ? c.ebx : reg == ECX ? c.ecx : c.edx) >> bit & 1;
}

static void show_flags(struct seq *out)
{
    seq_printf(out, "flags\t\t:");
    for (unsigned i = 0; i < ARRAY_SIZE(flags); i++)
        if (has(flags[i].leaf, flags[i].reg, flags[i].bit))
            seq_printf(out, " %s", flags[i].name);
    seq_printf(out, "\n");
}

static void show_names(struct seq *out)
{
    struct cpuid c = cpuid(0, 0);
    uint32_t vendor[4] = { c.ebx, c.edx, c.ecx, 0 }, name[13] = { 0 };

    for (uint32_t part = 0; part < 3; part++) {
        struct cpuid n = cpuid(0x80000002 + part, 0);
        memcpy(&name[4 * part], &n, sizeof(n));
    }
    uint32_t eax = cpuid(1, 0).eax, family = eax >> 8 & 0xf;
    uint32_t model = (eax >> 4 & 0xf) | (family >= 6 ? eax >> 12 & 0xf0 : 0);
    family += family == 0xf ? eax >> 20 & 0xff : 0;
    seq_printf(out, "vendor_id\t: %s\ncpu family\t: %u\nmodel\t\t: %u\n"
               "model name\t: %s\nstepping\t: %u\n", (char *)vendor, family,
               model, (char *)name, eax & 0xf);
}

static int show(struct seq *out, void *arg)
{
    uint32_t sizes = cpuid(0x80000008, 0).eax;

    (void)arg;
    for (int cpu = 0; cpu < cpus_count(); cpu++) {
        seq_printf(out, "processor\t: %d\n", cpu);
        show_names(out);
        seq_printf(out, "apicid\t\t: %u\nfpu\t\t: yes\n"
                   "cpuid level\t: %u\nwp\t\t: yes\n", cpus[cpu].apic_id,
                   cpuid(0, 0).eax);
        show_flags(out);
        seq_printf(out, "clflush size\t: %u\n"
                   "address sizes\t: %u bits physical, %u bits virtual\n\n",
                   (cpuid(1, 0).ebx >> 8 & 0xff) * 8, sizes & 0xff,
                   sizes >> 8 & 0xff);
    }
    return 0;
}

void cpuinfo_init(void)
{
    proc_add("cpuinfo", 0444, show, NULL);
}
