/*
 * apic.h - this processor's local interrupt controller: its one-shot timer,
 * the pass-through of the legacy lines, and interrupts to other processors
 * (SDM vol. 3A, chapter 10). Spoken to through memory, or through registers
 * where the processor has the x2APIC.
 */
#pragma once

#include "lib/types.h"

#define APIC_PHYSICAL 0xfee00000ul      /* where every PC has it at reset */

/* Enable this processor's; its registers must be mapped (mm/kmap.h). The
 * legacy lines lead to the first processor. */
void apic_init(bool first);

/* Its name for others. */
uint32_t apic_id(void);

/* Raise VECTOR_TIMER once, when clock_monotonic() has reached `deadline`. */
void apic_timer_at(uint64_t deadline);

/* End of interrupt. */
void apic_eoi(void);

/* Interrupt another processor. */
void apic_send(uint32_t to, int vector);

/* Interrupt all others where nothing keeps it away, for a panic. */
void apic_send_nmi_to_others(void);

/* Start a processor (SDM vol. 3A, 8.4.4.1): INIT, and 10 ms later STARTUP at
 * the page `page`, in real mode. */
void apic_send_init(uint32_t to);
void apic_send_startup(uint32_t to, paddr_t page);

/* For calibration: start the timer from its highest count with its vector
 * masked, and tell how far it has counted since. */
void apic_timer_start_silent(void);
uint32_t apic_timer_elapsed(void);

/* Ticks of the timer in a second, told by clock.c. */
void apic_timer_set_frequency(uint64_t hz);
