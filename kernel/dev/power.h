/* power.h - the end of the machine. */
#pragma once

#include "lib/types.h"

/* What the machine's owner is told: a program's exit status up to HIGHEST,
 * or one of these. */
#define POWER_OFF_HIGHEST 123
#define POWER_OFF_LEAK 125
#define POWER_OFF_PANIC 126

/* Panics power off too, from now on. */
void power_init(void);

NORETURN void power_off(int status);
