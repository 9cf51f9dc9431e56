/*
 * serial.h - the first serial port (16550 UART, National Semiconductor data
 * sheet), 115200 baud, 8N1. A machine without one loses nothing but the
 * output.
 */
#pragma once

#include "lib/types.h"

void serial_init(void);

/* Send one character; waits for room, but not for ever. */
void serial_put(char c);

/* From now on what arrives goes to console_receive(), as long as there is
 * room; the rest stays in the port, which holds up the sender. */
void serial_input_init(void);

/* There is room again. */
void serial_resume(void);
