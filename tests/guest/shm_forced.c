/* shm_forced.c - shm_rmid_forced: no segment outlives its use (proc(5)). */
#include "shm.h"

static int id, other;
static int fd[2];

static void force(const char *yes)
{
    set("shm_rmid_forced", yes);
}

static void test_values(void)
{
    setting_is("shm_rmid_forced", "0\n", "it is off");
    fails(set("shm_rmid_forced", "2"), EINVAL, "2 is EINVAL");
    fails(set("shm_rmid_forced", "-1"), EINVAL, "-1 is EINVAL");
    is(set("shm_rmid_forced", "1\n"), 2, "1 may be");
    setting_is("shm_rmid_forced", "1\n", "and is read");
    force("0");
}

static void test_detach(void)
{
    force("1");
    id = shmget(0x42, PAGE, IPC_CREAT | 0600);
    void *a = shmat(id, NULL, 0), *b = shmat(id, NULL, 0);
    shmdt(a);
    is(stat_of(id).shm_perm.mode, 0600, "a segment does not look removed");
    shmdt(b);
    is(nattch(id), -1, "but goes with its last detach");
    fails(shmget(0x42, 0, 0), ENOENT, "its key is free");
    force("0");
}

/* A child makes a segment that it does or doesn't attach, and tells its id. */
static int by_child(int attached)
{
    int made;

    fflush(stdout);
    if (fork() == 0) {
        made = fresh(PAGE);
        if (attached)
            shmat(made, NULL, 0);
        if (write(fd[1], &made, sizeof(made)) < 0)
            _exit(1);
        _exit(0);
    }
    wait(NULL);
    return read(fd[0], &made, sizeof(made)) == sizeof(made) ? made : -1;
}

static void test_exit(void)
{
    force("1");
    id = fresh(PAGE);
    is(nattch(id), 0, "one that was never attached stays");
    other = by_child(0);
    is(nattch(other), -1, "till its creator ends");
    other = by_child(1);
    is(nattch(other), -1, "attached, till both are over");
    is(nattch(id), 0, "somebody else's end is nothing to it");
    force("0");
    other = by_child(0);
    is(nattch(other), 0, "if it is off, segments stay");
    force("1");
    is(nattch(other), -1, "turned on, it takes the orphans");
    is(nattch(id), 0, "not those whose creator lives");
    force("0");
    discard(id);
}

/* Attached by the parent when its creator ends. */
static void test_attached(void)
{
    int made;

    force("1");
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        made = fresh(PAGE);
        if (write(fd[1], &made, sizeof(made)) < 0)
            _exit(1);
        for (;;)
            pause();
    }
    if (read(fd[0], &made, sizeof(made)) != sizeof(made))
        return;
    void *at = shmat(made, NULL, 0);
    kill(pid, SIGKILL);
    wait(NULL);
    is(nattch(made), 1, "one that others have outlives its creator");
    shmdt(at);
    is(nattch(made), -1, "not them");
    force("0");
}

static void test_exec(void)
{
    force("1");
    id = fresh(PAGE);
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    is(nattch(id), 0, "a child that ends is not the creator");
    discard(id);
    force("0");
}

int main(void)
{
    if (pipe(fd) < 0)
        return 1;
    if (set("shm_rmid_forced", "0") < 0) {
        skip(18, "the limits cannot be changed");
        return plan();
    }
    test_values();
    test_detach();
    test_exit();
    test_attached();
    test_exec();
    return plan();
}
