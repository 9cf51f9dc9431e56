/*
 * boot.h - what the files of the start share; for assembly and C.
 *
 * The stations of the boot are the five moments at which the processor
 * changes; at each the register before and after is kept, for the
 * demonstration and the tests (mm/boot_info.h).
 */
#pragma once

#include "mm/layout.h"

#define STATION_PE 0        /* CR0.PE: real to protected mode */
#define STATION_PAE 1       /* CR4.PAE: page tables with 64-bit entries */
#define STATION_LME 2       /* EFER.LME: long mode, once paging is on */
#define STATION_PG 3        /* CR0.PG: paging, and with it long mode */
#define STATION_CS 4        /* CS: from a 32-bit to a 64-bit code segment */
#define STATIONS 5

#ifdef __ASSEMBLER__
/* Where a symbol of the higher half lies in physical memory. */
#define LOW(symbol) ((symbol) - KERNEL_BASE)

#define STATION_BEFORE(n) LOW(boot_stations) + 16 * (n)
#define STATION_AFTER(n) LOW(boot_stations) + 16 * (n) + 8
#endif
