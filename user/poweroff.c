/* poweroff.c - ends the machine: process 1 takes SIGTERM as the request. */
#include <err.h>
#include <signal.h>
#include <unistd.h>

int main(void)
{
    if (access("/proc/frames", F_OK) != 0)
        errx(1, "this machine doesn't run Commons");
    if (kill(1, SIGTERM) < 0)
        err(1, "process 1");
    pause();
    return 1;
}
