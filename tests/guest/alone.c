/* alone.c - as process 1: takes all memory that there is, and more. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PART (1ul << 20)

int main(void)
{
    if (fork() == 0)
        pause();
    for (;;)
        memset(mmap(NULL, PART, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, PART);
}
