/* kill_init.c - kills process 1, without which there is no system: the signal
 * has no effect on it, as on Linux (kill(2)). */
#include <signal.h>
#include <unistd.h>
#include "sinners/sin.h"

int main(void)
{
    sin_will("kill process 1");
    kill(1, SIGKILL);
    usleep(10000);
    if (kill(1, 0) < 0)
        return sin_unpunished();
    printf("It has not even noticed.\n");
    return 0;
}
