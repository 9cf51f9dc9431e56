/* use_detached.c - reads a segment after shmdt(): SIGSEGV. The translation
 * must be gone from the page tables and from the TLB. */
#include <sys/ipc.h>
#include <sys/shm.h>
#include "sinners/sin.h"

int main(void)
{
    int id = shmget(IPC_PRIVATE, 4096, 0600);
    char *memory = shmat(id, NULL, 0);

    if (memory == (void *)-1)
        sin_fail("shmat");
    *(volatile char *)memory = 1;           /* now the TLB has it */
    shmctl(id, IPC_RMID, NULL);
    shmdt(memory);
    sin_will("read a segment that I have detached");
    (void)*(volatile char *)memory;
    return sin_unpunished();
}
