/* stack_overflow.c - calls itself without end: SIGSEGV, when the stack has
 * reached its limit. */
#include "sinners/sin.h"

static int deeper(volatile int depth)
{
    volatile char room[1024];

    room[0] = depth;
    return depth < 0 ? 0 : deeper(depth + 1) + room[0];
}

int main(void)
{
    sin_will("call myself without end");
    deeper(0);
    return sin_unpunished();
}
