/* selftest.h - the kernel examines itself (command line: selftest). */
#pragma once

/* Print TAP; panics at the first thing that is wrong. Runs after memory and
 * traps are set up, before there are processes. */
void selftest(void);
