/*
 * print.h - formatted text: into a buffer, and to whatever output the kernel
 * has (dev/console.c hooks itself in as the sink).
 *
 * Understood: %d %i %u %x %X %o %c %s %p %% with the flags - 0 + space, a
 * width, a precision for strings (either may be *), and l, ll, z before the
 * conversion.
 */
#pragma once

#include <stdarg.h>
#include "lib/types.h"

#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Like C's snprintf: at most size - 1 characters and a terminator are
 * stored; returns how long the whole text is. */
int snprintf(char *buf, size_t size, const char *fmt, ...) PRINTF_LIKE(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

/* Print a line of the kernel's own. Callable anywhere, interrupts off too;
 * lines longer than 255 characters are cut. */
void kprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Where kprintf's text goes; nowhere until somebody sets it. */
extern void (*print_sink)(const char *text, size_t length);
