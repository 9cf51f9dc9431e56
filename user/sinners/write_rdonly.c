/* write_rdonly.c - writes into a segment that it has attached with
 * SHM_RDONLY: SIGSEGV. */
#include <sys/ipc.h>
#include <sys/shm.h>
#include "sinners/sin.h"

int main(void)
{
    int id = shmget(IPC_PRIVATE, 4096, 0600);
    char *memory = shmat(id, NULL, SHM_RDONLY);

    shmctl(id, IPC_RMID, NULL);
    if (memory == (void *)-1)
        sin_fail("shmat");
    sin_will("write into a segment attached for reading");
    *(volatile char *)memory = 1;
    return sin_unpunished();
}
