/*
 * trace_file.h - the trace (cpu/trace.h) switched on and off, and read.
 *
 * With `trace` or `trace=EVENTS` on the command line it holds everything since
 * the kernel's own page tables were built. Else root begins one at any time:
 *
 *     /proc/trace          how much there is; written to: a number, bit
 *                          1 << kind for each kind wanted, 0: no more
 *     /proc/trace-events   the records: number n at offset 64 * n
 *
 * The first read of a record that is overwritten answers -EOVERFLOW.
 */
#pragma once

/* Begin at boot if the command line says so; the frames are ready. */
void trace_boot(void);

/* Make the files. */
void trace_file_init(void);

/* Give the memory of what was begun by /proc/trace back; nobody is left. */
void trace_shutdown(void);
