/*
 * apic.h - this processor's local interrupt controller: its one-shot timer,
 * and the pass-through of the legacy lines (SDM vol. 3A, chapter 10).
 */
#pragma once

#include "lib/types.h"

#define APIC_PHYSICAL 0xfee00000ul      /* where every PC has it at reset */

/* Enable it; its registers must be mapped (mm/kmap.h). */
void apic_init(void);

/* Raise VECTOR_TIMER once, when clock_monotonic() has reached `deadline`. */
void apic_timer_at(uint64_t deadline);

/* End of interrupt. */
void apic_eoi(void);

/* For calibration: start the timer from its highest count with its vector
 * masked, and tell how far it has counted since. */
void apic_timer_start_silent(void);
uint32_t apic_timer_elapsed(void);

/* Ticks of the timer in a second, told by clock.c. */
void apic_timer_set_frequency(uint64_t hz);
