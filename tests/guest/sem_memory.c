/* sem_memory.c - semaphores when the kernel's memory is out: ENOMEM, before
 * anything has changed. For the guest alone: it takes all that there is. */
#include "sem.h"

#define MANY 32000
#define MAX_ARRAYS 4096

static int arrays[MAX_ARRAYS], count;
static unsigned short values[MANY], back[MANY];

/* Until no 64 KiB are left in one piece, so that we ourselves can live on. */
static void take_all(void)
{
    for (int size = MANY; size >= 8000; size /= 2)
        while (count < MAX_ARRAYS && (arrays[count] = fresh(size)) >= 0)
            count++;
}

static void give_back(int keep)
{
    while (count > keep)
        discard(arrays[--count]);
}

static void test_out_of_memory(void)
{
    int id = arrays[0];

    set(id, 5, 7);
    fails(fresh(MANY), ENOMEM, "no more arrays: ENOMEM");
    fails(op(id, 5, -1, SEM_UNDO), ENOMEM, "nothing to be undone: ENOMEM");
    is(value(id, 5), 7, "then nothing is done");
    is(op(id, 5, -1, 0), 0, "what needs no memory is");
    fails(semctl(id, 0, SETALL, values), ENOMEM, "SETALL: ENOMEM");
    is(value(id, 5), 6, "and sets none");
    fails(semctl(id, 0, GETALL, back), ENOMEM, "GETALL: ENOMEM");
    is(back[5], 0x101, "and gives none");
    give_back(1);
    is(op(id, 5, -1, SEM_UNDO), 0, "when there is memory again, all is well");
    is(semctl(id, 0, GETALL, back), 0, "here, too");
    is(back[5], 5, "with the right values");
}

int main(void)
{
    memset(back, 1, sizeof(back));
    memset(values, 2, sizeof(values));
    take_all();
    int first = count;
    ok(first > 10 && count < MAX_ARRAYS, "arrays until memory is out");
    test_out_of_memory();
    take_all();
    ok(count >= first - 2, "as many as before can be made");
    give_back(0);
    return plan();
}
