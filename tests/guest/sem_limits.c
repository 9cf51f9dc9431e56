/* sem_limits.c - the four limits of semaphores, which root may change. */
#include "shm.h"
#include <sys/sem.h>

#define LINUX "32000\t1024000000\t500\t32000\n"

static int array(int count)
{
    return semget(IPC_PRIVATE, count, 0600);
}

static void test_texts(void)
{
    setting_is("sem", LINUX, "the limits are Linux's");
    is(set("sem", "10 20 30 40\n"), 12, "root can change them");
    setting_is("sem", "10\t20\t30\t40\n", "all four");
    is(set("sem", "11\n"), 3, "or the first");
    setting_is("sem", "11\t20\t30\t40\n", "and leave the others");
    fails(set("sem", "1 2 x 4\n"), EINVAL, "no number: EINVAL");
    setting_is("sem", "1\t2\t30\t40\n", "but those before are taken");
    fails(set("sem", "3 4 5 32769\n"), ERANGE, "too many arrays: ERANGE");
    fails(set("sem", "3 4 5 -1\n"), ERANGE, "too few: ERANGE");
    setting_is("sem", "3\t4\t5\t40\n", "the others are taken");
}

static void test_limits(void)
{
    static struct sembuf ops[6];
    struct seminfo info;

    set("sem", "3 7 5 2");
    semctl(0, 0, IPC_INFO, &info);
    ok(info.semmsl == 3 && info.semmns == 7 && info.semopm == 5 &&
       info.semmni == 2, "IPC_INFO knows them");
    fails(array(4), EINVAL, "four in an array of at most three: EINVAL");
    int a = array(3), b = array(3);
    ok(a >= 0 && b >= 0, "two arrays of three");
    fails(array(1), ENOSPC, "a third array: ENOSPC");
    set("sem", "3 7 5 3");
    fails(array(2), ENOSPC, "eight semaphores: ENOSPC");
    int c = array(1);
    ok(c >= 0, "seven are possible");
    is(semop(a, ops, 5), 0, "five operations at once");
    fails(semop(a, ops, 6), E2BIG, "six: E2BIG");
    semctl(b, 0, IPC_RMID);
    b = array(3);
    ok(b >= 0, "what is removed makes room");
    set("sem", "3 1 5 0");
    is(semop(b, ops, 1), 0, "less than there are does those no harm");
    semctl(a, 0, IPC_RMID);
    semctl(b, 0, IPC_RMID);
    semctl(c, 0, IPC_RMID);
    set("sem", LINUX);
}

static void test_next_id(void)
{
    setting_is("sem_next_id", "-1\n", "no id is asked for");
    set("sem_next_id", "70000\n");
    int a = array(1), b = array(1);
    is(a, 70000, "an id can be");
    ok(b >= 0 && b < 32768, "once");
    setting_is("sem_next_id", "-1\n", "then none is");
    semctl(a, 0, IPC_RMID);
    semctl(b, 0, IPC_RMID);
}

static void be_curious(void)
{
    be_another();
    _exit(set("sem", "1 1 1 1") == -1 && errno == EACCES ? 0 : 1);
}

int main(void)
{
    if (access("/proc/sys/kernel/sem", W_OK) < 0) {
        skip(26, "the limits can't be changed here");
        return plan();
    }
    test_texts();
    test_limits();
    test_next_id();
    if (has_users())
        is(in_child(be_curious), 0, "others may read, not change");
    else
        skip(1, "there is only one user");
    setting_is("sem", LINUX, "all is as it was");
    return plan();
}
