/* echo.c - prints its arguments; with -n no newline behind them. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "-n") == 0 ? 2 : 1;

    for (int i = first; i < argc; i++)
        printf("%s%s", i > first ? " " : "", argv[i]);
    if (first == 1)
        printf("\n");
    return fflush(stdout) == 0 ? 0 : 1;
}
