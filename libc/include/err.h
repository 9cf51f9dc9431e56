/* err.h - complaints with the program's name (err(3)). */
#pragma once
#include <stdarg.h>
_Noreturn void err(int, const char *, ...);
_Noreturn void errx(int, const char *, ...);
void warn(const char *, ...);
void warnx(const char *, ...);
