/* main.c - the frame count around the play, and the verdict. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "demo/demo.h"
#include "lib/colour.h"
#include "lib/proc.h"

static long frames_used(void)
{
    return proc_number("/proc/frames", "used");
}

/* The play is a process of its own, so that with its end everything must
 * have come back. */
static int play(void)
{
    int status = 1;
    pid_t pid = fork();

    if (pid == 0) {
        show();
        fflush(stdout);
        _exit(failures ? 1 : 0);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        perror("demo");
    return status;
}

int main(void)
{
    frames_used();          /* what the first call takes isn't counted */
    long before = frames_used();
    int status = play();
    long after = frames_used();

    check(status == 0, "everything in the play was so");
    if (before >= 0) {
        printf("\n%sFrames in use: %ld before, %ld after%s\n", colour(BOLD),
               before, after, colour(PLAIN));
        check(before == after, "every frame has come back");
    }
    if (failures == 0)
        printf("%sAll of this was checked while it was shown.%s\n",
               colour(GREEN), colour(PLAIN));
    return failures ? 1 : 0;
}
