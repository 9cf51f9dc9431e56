/* keyboard.h - a PS/2 keyboard, US layout; what is typed goes to
 * console_receive() as a terminal would send it. */
#pragma once

void keyboard_init(void);
