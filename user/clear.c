/* clear.c - clears the screen (ECMA-48, ED and CUP). */
#include <stdio.h>

int main(void)
{
    printf("\033[2J\033[H");
    return 0;
}
