/* colour.h - colour on terminals, unless NO_COLOR is set (no-color.org). */
#pragma once

#define PLAIN "0"
#define BOLD "1"
#define FAINT "36"
#define RED "1;31"
#define GREEN "1;32"
#define YELLOW "1;33"

/* The escape sequence that begins a colour, or "" if standard output takes
 * none. */
const char *colour(const char *code);
