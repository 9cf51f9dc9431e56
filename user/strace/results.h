/* results.h - how results are shown, where it isn't as a number. */
#pragma once
#include "strace/strace.h"

typedef void result_shower(const struct call *c);
result_shower result_address, result_octal, result_fcntl, result_none;

/* What every call ends with: = 0, = -1 ENOENT (No such file or directory). */
void put_result(const struct call *c, result_shower *show);
