/* bad_pointers.c - gives the kernel addresses that aren't its own to read and
 * write: the kernel's, unmapped, non-canonical ones, and ranges that wrap.
 * Each call answers EFAULT. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sinners/sin.h"

static const uintptr_t bad[] = {
    0xffffffff80000000, 0xffff800000000000, 0x8000000000000000,
    0x0000800000000000, 0x00007ffffffff000, UINTPTR_MAX - 8, 8,
};

/* How many of the calls were let through? */
static int offer(void *p, int segment)
{
    int through = 0, ends[2];

    if (pipe(ends) < 0)
        sin_fail("pipe");
    through += write(ends[1], p, 64) >= 0 || errno != EFAULT;
    through += write(ends[1], "sin", 3) != 3;
    through += read(ends[0], p, 64) >= 0 || errno != EFAULT;
    through += stat(".", p) >= 0 || errno != EFAULT;
    through += shmctl(segment, IPC_STAT, p) >= 0 || errno != EFAULT;
    through += shmctl(segment, IPC_SET, p) >= 0 || errno != EFAULT;
    through += chdir(p) >= 0 || errno != EFAULT;
    close(ends[0]);
    close(ends[1]);
    return through;
}

int main(void)
{
    int segment = shmget(IPC_PRIVATE, 4096, 0600), through = 0;

    sin_will("give the kernel pointers that are not mine");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        through += offer((void *)bad[i], segment);
    shmctl(segment, IPC_RMID, NULL);
    if (through)
        return sin_unpunished();
    printf("Each time the answer was \"%s\".\n", strerror(EFAULT));
    return 0;
}
