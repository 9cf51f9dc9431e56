/* main.c - the frame count around the play, and the verdict. */
#include <ctype.h>
#include <dirent.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "demo/demo.h"
#include "lib/colour.h"
#include "lib/proc.h"

static long frames_used(void)
{
    return proc_number("/proc/frames", "used");
}

/* Each processor takes small pieces of kernel memory from frames of its own,
 * so whoever counts must stay on one; the players need not. */
static void stay_here(void)
{
    cpu_set_t here;

    CPU_ZERO(&here);
    CPU_SET(sched_getcpu(), &here);
    sched_setaffinity(0, sizeof(here), &here);
}

static void roam(void)
{
    cpu_set_t all;

    memset(&all, 0xff, sizeof(all));
    sched_setaffinity(0, sizeof(all), &all);
}

static bool others_wait(void)
{
    DIR *d = opendir("/proc");
    struct dirent *e;
    struct process p;
    bool all = true;

    while (d && all && (e = readdir(d)))
        if (isdigit((unsigned char)e->d_name[0]) &&
            atoi(e->d_name) != getpid() && process_read(atoi(e->d_name), &p))
            all = p.state != 'R';
    if (d)
        closedir(d);
    return all;
}

/* Others may just be starting or ending: wait until they have come to rest, or
 * seem to go on for ever. */
static long frames_settled(void)
{
    for (int looks = 0; looks < 100 && !others_wait(); looks++)
        usleep(10000);
    return frames_used();
}

/* --- output that is held back --------------------------------------------- */

/* A file or a pipe takes frames for what is written to it, so unless we have
 * a terminal, what the play prints must wait until the frames are counted. */
static char held[32 * 1024];
static size_t held_size;

static void print_held(void)
{
    fwrite(held, 1, held_size, stdout);
    held_size = 0;
}

static void hold_all(int from)
{
    ssize_t n;

    while ((n = read(from, held + held_size, sizeof(held) - held_size)) > 0) {
        held_size += n;
        if (held_size == sizeof(held))
            print_held();
    }
}

/* --- the play ------------------------------------------------------------- */

static void play_and_exit(void)
{
    show();
    fflush(stdout);
    _exit(failures ? 1 : 0);
}

/* It is a process of its own, so that with its end everything must have come
 * back. */
static int play(bool hold)
{
    int status = 1, ends[2] = { -1, -1 };

    hold = hold && pipe(ends) == 0;
    pid_t pid = fork();
    if (pid == 0) {
        roam();
        if (hold)
            dup2(ends[1], STDOUT_FILENO);
        play_and_exit();
    }
    close(ends[1]);
    if (hold)
        hold_all(ends[0]);
    close(ends[0]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        perror("demo");
    return status;
}

int main(void)
{
    bool hold = !isatty(STDOUT_FILENO);

    stay_here();
    memset(held, 1, sizeof(held));      /* its frames are taken now, as is */
    long before = frames_settled();     /* what the first look takes */
    int status = play(hold);
    long after = frames_used();

    print_held();
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
