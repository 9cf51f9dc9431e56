/* write_text.c - writes into its own program text, which may be read and
 * executed, but not written: SIGSEGV. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("write into my own text");
    *(volatile char *)main = 0;
    return sin_unpunished();
}
