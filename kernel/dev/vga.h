/*
 * vga.h - the text screen of 80 x 25 characters at physical 0xb8000 (IBM VGA;
 * each cell is a character and an attribute byte). It understands the escape
 * sequences for colours, clearing and going home (ECMA-48, 8.3).
 */
#pragma once

#include "lib/types.h"

/* `present`: the screen is in text mode, not, as under UEFI, in graphics. */
void vga_init(bool present);

void vga_put(char c);
