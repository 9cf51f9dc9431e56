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

/* Who takes what is typed (fs/tty.c). */
struct console_reader {
    void (*take)(char c);
    bool (*has_room)(void);
};

/* From now on `r` does. */
void console_listen(const struct console_reader *r);

/* The reader, who had none, has room again. No locks held. */
void console_resume(void);

/* May characters come? A driver that can should keep them until then. */
bool console_has_room(void);

/* A character was typed; called by the drivers' interrupts. */
void console_receive(char c);
