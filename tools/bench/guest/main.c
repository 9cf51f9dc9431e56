/*
 * main.c - the benchmark program: runs the groups of figures that its
 * arguments name, each in a process of its own.
 *
 * The same binary runs in Commons, on Linux, and in a Linux guest as process
 * 1; there it mounts /proc first, and powers off when it is done.
 */
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "bench.h"

/* Linux's numbers; Commons has no such calls. */
#define CALL_MOUNT 165
#define CALL_REBOOT 169
#define REBOOT_MAGIC 0xfee1dead, 672274793
#define REBOOT_POWER_OFF 0x4321fedc

/* How long a tick is, by the system's clock: for the host to ask of itself,
 * since QEMU gives its guests the host's counter. */
static void ticks_per_second(void)
{
    struct timespec a, b;

    clock_gettime(CLOCK_MONOTONIC, &a);
    uint64_t start = ticks();
    usleep(200000);
    clock_gettime(CLOCK_MONOTONIC, &b);
    row("ticks_per_second", (ticks() - start) /
        ((b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9));
}

/* For the boot: the first thing a user program says. */
static void hello(void)
{
    puts("user");
}

static const struct group {
    const char *name;
    void (*run)(void);
} groups[] = {
    { "hello", hello },         { "ticks", ticks_per_second },
    { "calibrate", calibrate }, { "calls", calls },
    { "attach", attaching },    { "touch", touching },
    { "share", sharing },       { "huge", huge },
    { "fork", forking },        { "tables", tables },
    { "one", one_cpu },         { "two", two_cpus },
};

static const struct group *find(const char *name)
{
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        if (strcmp(groups[i].name, name) == 0)
            return &groups[i];
    errx(2, "there is no group %s", name);
}

/* One that fails leaves the others alone: its rows are missing then. */
static void run(const struct group *group)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        group->run();
        fflush(stdout);
        _exit(0);
    }
    if (waitpid(child, &status, 0) != child || status != 0)
        warnx("group %s failed, wait status %#x", group->name, status);
}

int main(int argc, char **argv)
{
    int init = getpid() == 1;

    if (init)
        syscall(CALL_MOUNT, "proc", "/proc", "proc", 0, NULL);
    for (int i = 1; i < argc; i++)
        run(find(argv[i]));
    if (init)
        syscall(CALL_REBOOT, REBOOT_MAGIC, REBOOT_POWER_OFF, NULL);
    return 0;
}
