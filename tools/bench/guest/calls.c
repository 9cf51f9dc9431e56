/*
 * calls.c - single calls: the least one, and those of shared memory.
 */
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
#include "bench.h"

#define CALL_GETPPID 110
#define FIRST_KEY 0x5e90000
#define MOST 4000

static void look_up(void)
{
    static const struct {
        int count;
        const char *name;
    } steps[] = { { 1, "1" }, { 10, "10" }, { 100, "100" }, { 1000, "1000" },
                  { MOST, "4000" } };
    static int ids[MOST];
    int made = 0;

    for (size_t s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
        for (; made < steps[s].count; made++) {
            ids[made] = shmget(FIRST_KEY + made, PAGE, IPC_CREAT | 0600);
            NEED(ids[made] >= 0, "shmget");
        }
        /* the keys in turn: none may be luckier than the others */
        int k = 0;
        MEASURE(keyed("shmget", steps[s].name), 4000, {
            if (shmget(FIRST_KEY + k, PAGE, 0) != ids[k])
                errx(1, "shmget finds another segment");
            k = k + 1 < made ? k + 1 : 0;
        });
    }
    while (made > 0)
        destroy(ids[--made]);
}

void calls(void)
{
    pid_t parent = getppid();

    MEASURE("null", 10000, {
        if (syscall(CALL_GETPPID) != parent)
            errx(1, "getppid is wrong");
    });
    MEASURE("create", 1000, destroy(segment(PAGE, 0)));
    look_up();
}
