/* tables.c - two processes attach one segment and detach it; before, between
 * and after, the page tables of both are printed as the kernel shows them. For
 * tests/explore/compare.py, which knows them from the trace. */
#include <stdlib.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "walk.h"

#define SIZE (3ul << 20)            /* a leaf table, and a part of one */
#define USER_END 0x800000000000ul
#define MOST 8192

static struct line {
    pid_t pid;
    uint64_t va;
    struct walk walk;
} lines[MOST];
static int count;

static int orders[2], answers[2];
static int id;
static volatile char *at;

/* Note all that is mapped. Where a walk ends early, nothing else in the span of
 * that entry is. */
static void look(pid_t pid)
{
    char name[40];
    struct walk w;

    snprintf(name, sizeof(name), "/proc/%d/walk", pid);
    int fd = open(name, O_RDONLY);
    for (uint64_t va = 0; va < USER_END && count < MOST;) {
        if (pread(fd, &w, sizeof(w), va / PAGE * sizeof(w)) != sizeof(w))
            exit(1);
        int i = PML4E;
        while (i < PTE && (w.entry[i] & PRESENT) && !(w.entry[i] & BIG))
            i++;
        if (w.entry[i])
            lines[count++] = (struct line){ pid, va, w };
        va += PAGE << 9 * (PTE - i);
    }
    close(fd);
}

static void moment(int number, pid_t other)
{
    if (number == 1)
        look(other);            /* the code that does it is mapped now */
    count = 0;
    umask(number);              /* a call that is easy to find in the trace */
    look(getpid());
    look(other);
    for (struct line *l = lines; l < lines + count; l++)
        printf("walk %d %d %lx %lx %lx %lx %lx %lx\n", number, l->pid, l->va,
               l->walk.cr3, l->walk.entry[PML4E], l->walk.entry[PDPTE],
               l->walk.entry[PDE], l->walk.entry[PTE]);
}

static void attach(char *wish)
{
    at = shmat(id, wish, 0);
    for (size_t i = 0; i < SIZE; i += 100 * PAGE)
        at[i] = 1;
    printf("at %d %lx\n", getpid(), (unsigned long)at);
    fflush(stdout);
}

static void obey(char order)
{
    if (order == 'a')
        attach((char *)0x200000000000);
    else
        shmdt((void *)at);
}

static void child(void)
{
    char order;

    close(orders[1]);
    while (read(orders[0], &order, 1) == 1) {
        obey(order);
        write(answers[1], &order, 1);
    }
    _exit(0);
}

static void order(char what)
{
    write(orders[1], &what, 1);
    read(answers[0], &what, 1);
}

int main(void)
{
    memset(lines, 1, sizeof(lines));        /* mapped from now on */
    if (pipe(orders) || pipe(answers))
        return 1;
    id = shmget(IPC_PRIVATE, SIZE, 0600);
    fflush(stdout);
    pid_t other = fork();
    if (other == 0)
        child();
    memset(lines, 1, sizeof(lines));        /* copied, after the fork */
    order('d');                     /* fails; the child's stack is there */
    moment(1, other);
    attach(NULL);
    order('a');
    moment(2, other);
    shmdt((void *)at);
    order('d');
    moment(3, other);
    close(orders[1]);
    wait(NULL);
    return shmctl(id, IPC_RMID, NULL) != 0;
}
