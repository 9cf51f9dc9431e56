/* acpi.h - what firmware says of the processors (ACPI 6.4, 5.2). */
#pragma once

#include "lib/types.h"

/*
 * Store the local APIC ids of the enabled processors, at most `max`, and
 * return how many there are; 0 when firmware says nothing that makes sense.
 * `rsdp` is a copy of the root pointer, or NULL: then the BIOS's area is
 * searched for it. Called while the boot page tables map the first 4 GiB,
 * where the tables lie.
 */
int acpi_processors(const void *rsdp, uint32_t *apic_ids, int max);
