/*
 * console.h - screen and serial line as one: what is written appears on both,
 * what is typed on either arrives at one place.
 */
#pragma once

#include "lib/types.h"

/* kprintf writes here from now on. */
void console_init(void);

/* Any context; a newline also returns the carriage. */
void console_write(const char *text, size_t n);

/* A character was typed; called by the drivers with interrupts off. */
void console_receive(char c);

/* Who wants to know (fs/tty.c). */
extern void (*console_input)(char c);
