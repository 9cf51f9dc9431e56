/*
 * sharers.c - two processes with known pages, for pt: both have a segment of
 * SIZE bytes, in which each STEP-th byte is touched. Runs COMMAND with their
 * pids and that of a dead child, the frame and the shared table of the first
 * page, the frame behind it, and that of a private page that nobody may use, as
 * $FIRST, $SECOND, $DEAD, $FRAME, $TABLE, $BEHIND and $KEPT.
 *
 *     sharers SIZE STEP COMMAND [huge]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/proc.h"
#include "lib/walk.h"

#define AT_FIRST ((char *)0x100000000000)
#define AT_SECOND ((char *)0x200000000000)

static void set(const char *name, unsigned long n)
{
    char text[24];

    snprintf(text, sizeof(text), n > 99999 ? "%#lx" : "%lu", n);
    setenv(name, text, 1);
}

/* Attached, and one page of its own. */
static void settle(int id, char *at, int flags)
{
    char *own = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    *own = 1;
    if (shmat(id, at, flags) != at)
        perror("shmat");
}

/* A page that was written, and then closed to all; its frame. */
static uint64_t keep(int walks)
{
    char *page = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct walk w;

    *page = 1;
    mprotect(page, PAGE_SIZE, PROT_NONE);
    walk_read(walks, (uint64_t)page, &w);
    return w.entry[1] & ENTRY_ADDRESS;
}

static pid_t second(int id, int ready, int stay)
{
    char c = 0;
    pid_t pid = fork();

    if (pid)
        return pid;
    close(stay + 1);
    (void)*(volatile char *)AT_FIRST;  /* the child has it once it touches it */
    settle(id, AT_SECOND, SHM_RDONLY);
    write(ready, &c, 1);
    read(stay, &c, 1);
    _exit(0);
}

/* Dead, and not waited for. */
static pid_t dead(void)
{
    struct process p;
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    while (process_read(pid, &p) && p.state != 'Z')
        usleep(1000);
    return pid;
}

int main(int argc, char **argv)
{
    unsigned long size = strtoul(argv[1], NULL, 0);
    unsigned long step = strtoul(argv[2], NULL, 0);
    int id = shmget(0x1234, size, IPC_CREAT | SHM_NORESERVE | 0600 |
                    (argc > 4 ? SHM_HUGETLB : 0));
    int ready[2], stay[2];
    struct walk w;
    uint64_t frame;
    char c;

    pipe(ready);
    pipe(stay);
    settle(id, AT_FIRST, 0);
    for (unsigned long i = 0; i < size; i += step)
        AT_FIRST[i] = 1;
    pid_t pid = second(id, ready[1], stay[0]);
    read(ready[0], &c, 1);
    int fd = walk_open(0);
    walk_read(fd, (uint64_t)AT_FIRST, &w);
    walk_finds(&w, &frame);
    set("FIRST", getpid());
    set("SECOND", pid);
    set("DEAD", dead());
    set("FRAME", frame);
    set("BEHIND", frame + PAGE_SIZE);
    set("TABLE", walk_table(&w, 1));
    set("KEPT", keep(fd));
    system(argv[3]);
    close(stay[1]);
    while (wait(NULL) > 0)
        continue;
    shmctl(id, IPC_RMID, NULL);
    return 0;
}
