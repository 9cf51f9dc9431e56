/*
 * descriptors.h - the segments and the task-state segment that long mode
 * still needs (SDM vol. 3A, 3.4.5 and 8.7).
 *
 * SYSCALL and SYSRET want this order (SDM vol. 3A, 5.8.8): kernel code,
 * kernel data; user data, user code.
 */
#pragma once

#define SEL_KERNEL_CODE 0x08
#define SEL_KERNEL_DATA 0x10
#define SEL_USER_DATA 0x1b      /* 0x18, ring 3 */
#define SEL_USER_CODE 0x23      /* 0x20, ring 3 */
#define SEL_TSS 0x28
#define GDT_ENTRIES 7           /* null, four segments, TSS takes two */

/* Interrupt stacks: these exceptions may strike where the current stack is
 * not to be trusted. */
#define IST_DOUBLE_FAULT 1
#define IST_NMI 2
#define IST_MACHINE_CHECK 3

#ifndef __ASSEMBLER__
#include "lib/types.h"

struct tss {
    uint32_t reserved0;
    uint64_t rsp[3];            /* rsp[0]: the stack on entry from ring 3 */
    uint64_t ist[8];            /* ist[0] is reserved */
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t io_map;            /* beyond the limit: no port is a user's */
} PACKED;
static_assert(sizeof(struct tss) == 104, "SDM vol. 3A, figure 8-11");

struct cpu;

/* Build and load the GDT and the TSS of this processor. */
void descriptors_load(struct cpu *cpu);
#endif
