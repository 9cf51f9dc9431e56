/* fork_bomb.c - makes as many processes as it can: in the end fork() answers
 * EAGAIN or ENOMEM. They die with it, and the shell lives. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sinners/sin.h"

int main(void)
{
    int children = 0;
    pid_t pid;

    sin_will("fork until I can't");
    setpgid(0, 0);
    while ((pid = fork()) > 0)
        children++;
    if (pid == 0)
        for (;;)
            pause();
    int reason = errno;
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    while (wait(NULL) > 0)
        ;
    printf("There were more than %d, then: %s.\n", children > 10 ? 10 : children,
           strerror(reason));
    return reason == EAGAIN || reason == ENOMEM ? 0 : sin_unpunished();
}
