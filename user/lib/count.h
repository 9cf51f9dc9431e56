/* count.h - the arguments of head and tail. */
#pragma once
#include <stdbool.h>

struct count {
    long number;
    bool bytes;             /* of bytes, not lines */
    bool from_start;        /* +N: from there on, for tail */
};

/* Read -n N, -c N or -N, 10 lines if there is none of them; `optind` comes to
 * the first file. Ends the program if there is anything else. */
struct count count_read(int argc, char **argv);
