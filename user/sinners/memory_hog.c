/* memory_hog.c - uses all memory that there is, and more: it is killed by
 * SIGKILL as soon as no frame is left, and nobody else is. */
#include <stdlib.h>
#include "sinners/sin.h"

#define STEP (1ul << 20)

int main(void)
{
    volatile char *memory;

    sin_will("use more memory than there is");
    while ((memory = malloc(STEP)))
        for (size_t i = 0; i < STEP; i += 4096)
            memory[i] = 1;
    return sin_unpunished();
}
