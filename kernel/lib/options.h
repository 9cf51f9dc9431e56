/*
 * options.h - the kernel's command line, in Linux's manner: words that the
 * kernel knows are its own, an unknown NAME=VALUE goes to process 1's
 * environment, an unknown word to its arguments.
 */
#pragma once

#include "lib/types.h"

/* Split `line`, which must stay. At most 32 words count. */
void options_parse(char *line);

/* The line as it was, for /proc/cmdline. */
const char *options_line(void);

/* The value of a known NAME=VALUE, or `otherwise`. */
const char *option(const char *name, const char *otherwise);

/* The same of a decimal number; `otherwise` too if it is none. */
int option_number(const char *name, int otherwise);

bool option_is_set(const char *name);

/* For process 1: NULL-terminated arrays that stay. */
char *const *options_argv(char *name);
char *const *options_envp(void);
