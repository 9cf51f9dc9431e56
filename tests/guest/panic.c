/* panic.c - as process 1: dies while others print, so the kernel panics. */
#include <string.h>
#include <unistd.h>

int main(void)
{
    static char line[256];

    memset(line, '.', sizeof(line));
    line[sizeof(line) - 1] = '\n';
    for (int i = 0; i < 3; i++)
        if (fork() == 0)
            for (;;)
                write(1, line, sizeof(line));
    usleep(100000);
    *(volatile int *)8 = 1;
    return 0;
}
