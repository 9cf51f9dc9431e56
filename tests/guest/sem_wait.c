/* sem_wait.c - semaphores: who sleeps and who is woken, and what the end of a
 * process undoes. sem.c has the rest. */
#include "sem.h"

static int id;

/* Both semaphores and a third one begin like this. */
static void restart(int a, int b)
{
    unsigned short values[3] = { a, b, 0 };

    semctl(id, 0, SETALL, values);
}

static int growth_waiters(int number)
{
    return semctl(id, number, GETNCNT);
}

static int zero_waiters(int number)
{
    return semctl(id, number, GETZCNT);
}

/* A child that makes this call of two operations, which sleeps. */
static pid_t sleeper2(struct sembuf first, struct sembuf second)
{
    struct sembuf both[] = { first, second };
    int before = growth_waiters(0) + growth_waiters(1) + zero_waiters(0) +
                 zero_waiters(1);
    pid_t pid = caller(id, both, 2);

    while (growth_waiters(0) + growth_waiters(1) + zero_waiters(0) +
           zero_waiters(1) == before)
        usleep(1000);
    return pid;
}

#define OP(...) ((struct sembuf){ __VA_ARGS__ })

/* --- sleeping and waking -------------------------------------------------- */

static void test_wake(void)
{
    restart(0, 1);
    pid_t child = sleeper(id, 0, -2, 0);
    is(growth_waiters(0), 1, "one sleeps until there is more");
    is(zero_waiters(0), 0, "none until there is 0");
    is(growth_waiters(1), 0, "nor at the neighbour");
    is(last(id, 0), getpid(), "it hasn't done anything yet");
    op(id, 0, 1, 0);
    is(growth_waiters(0), 1, "+1 doesn't help who wants 2");
    op(id, 0, 2, 0);
    is(value(id, 0), 1, "+2 does: it is done before the call returns");
    is(last(id, 0), child, "in the sleeper's name");
    is(growth_waiters(0), 0, "nobody waits any more");
    is(outcome(child), 0, "and its call returns 0");
    child = sleeper(id, 1, 0, 0);
    is(zero_waiters(1), 1, "another sleeps until there is 0");
    is(growth_waiters(1), 0, "not until there is more");
    op(id, 1, -1, 0);
    is(zero_waiters(1), 0, "-1 wakes it");
    is(outcome(child), 0, "and its call returns 0");
}

static void test_set(void)
{
    unsigned short values[3] = { 0, 2, 0 };

    restart(0, 0);
    pid_t child = sleeper(id, 0, -1, 0);
    set(id, 0, 1);
    is(value(id, 0), 0, "SETVAL wakes");
    is(outcome(child), 0, "the call returns 0");
    child = sleeper(id, 1, -1, 0);
    semctl(id, 0, SETALL, values);
    is(value(id, 1), 1, "SETALL wakes, too");
    is(outcome(child), 0, "the call returns 0");
    child = sleeper(id, 1, 0, 0);
    set(id, 1, 0);
    is(outcome(child), 0, "either by a 0");
}

static void test_order(void)
{
    restart(0, 0);
    pid_t first = sleeper(id, 0, -1, 0), second = sleeper(id, 0, -1, 0);
    op(id, 0, 1, 0);
    is(last(id, 0), first, "first come, first served");
    is(growth_waiters(0), 1, "and nobody else");
    op(id, 0, 1, 0);
    is(last(id, 0), second, "then the second");
    is(outcome(first) + outcome(second), 0, "both calls return 0");

    first = sleeper(id, 0, -3, 0);
    second = sleeper(id, 0, -1, 0);
    op(id, 0, 2, 0);
    is(last(id, 0), second, "who wants less may pass");
    is(growth_waiters(0), 1, "who wants more waits on");
    op(id, 0, 2, 0);
    is(last(id, 0), first, "until there is enough");
    is(outcome(first) + outcome(second), 0, "both calls return 0");

    restart(1, 0);
    first = sleeper2(OP(0, 0, 0), OP(0, 1, 0));
    second = sleeper(id, 0, 0, 0);
    op(id, 0, -1, 0);
    is(value(id, 0), 1, "a lock is taken as soon as it is free");
    is(outcome(second), 0, "but first all learn of it who wait for that");
    is(outcome(first), 0, "both calls return 0");
}

/* One that is served serves others. */
static void test_chain(void)
{
    restart(0, 0);
    pid_t c = sleeper2(OP(1, -1, 0), OP(0, 0, 0));
    pid_t b = sleeper2(OP(0, -1, 0), OP(1, 1, 0));
    is(growth_waiters(1), 1, "one waits for another, who waits");
    op(id, 0, 1, 0);
    ok(value(id, 0) == 0 && value(id, 1) == 0, "both are served at once");
    is(last(id, 0), c, "in turn");
    is(outcome(b) + outcome(c), 0, "both calls return 0");
}

static void test_several(void)
{
    restart(1, 0);
    pid_t child = sleeper2(OP(0, -1, 0), OP(1, -1, 0));
    is(growth_waiters(1), 1, "the second of two operations waits");
    is(growth_waiters(0), 0, "not the first");
    is(value(id, 0), 1, "which isn't done either");
    is(op(id, 0, -1, IPC_NOWAIT), 0, "so another can do it");
    is(growth_waiters(0), 1, "now the first waits");
    is(growth_waiters(1), 0, "and so not the second");
    op(id, 1, 1, 0);
    is(value(id, 1), 1, "when the second could, it isn't done");
    op(id, 0, 1, 0);
    ok(value(id, 0) == 0 && value(id, 1) == 0, "until both are");
    is(outcome(child), 0, "and the call returns 0");
    child = sleeper2(OP(0, 0, 0), OP(1, -1, 0));
    ok(growth_waiters(1) == 1 && zero_waiters(0) == 0,
       "of different ones that counts which waits");
    op(id, 1, 1, 0);
    is(outcome(child), 0, "and the call returns 0");
}

/* Operations that fail only after a sleep. */
static void test_failures(void)
{
    restart(0, 32766);
    pid_t child = sleeper2(OP(0, -1, 0), OP(1, 1, 0));
    op(id, 1, 1, 0);
    op(id, 0, 1, 0);
    is(outcome(child), ERANGE, "too high by the time it is served: ERANGE");
    is(value(id, 0), 1, "then none is done");

    restart(0, 1);
    child = sleeper2(OP(0, -1, 0), OP(1, -1, IPC_NOWAIT));
    op(id, 1, -1, 0);
    is(growth_waiters(0), 1, "what mustn't wait isn't come to");
    op(id, 0, 1, 0);
    is(outcome(child), EAGAIN, "until the one before is done: EAGAIN");
    is(value(id, 0), 1, "then none is done");

    restart(0, 1);
    child = sleeper2(OP(0, 0, IPC_NOWAIT), OP(1, 0, 0));
    op(id, 0, 1, 0);
    is(zero_waiters(1), 1, "who waits for 0 isn't asked when there is none");
    op(id, 1, -1, 0);
    is(outcome(child), EAGAIN, "only when there is: EAGAIN");
}

static void test_removal(void)
{
    int old = id;
    pid_t a = sleeper(id, 2, -1, 0), b = sleeper(id, 2, -1, SEM_UNDO);

    restart(1, 0);
    pid_t c = sleeper(id, 0, 0, 0);
    is(semctl(id, 0, IPC_RMID), 0, "an array goes on which three sleep");
    is(outcome(a), EIDRM, "the first: EIDRM");
    is(outcome(b), EIDRM, "the second: EIDRM");
    is(outcome(c), EIDRM, "who waits for 0, too: EIDRM");
    fails(op(old, 0, 1, 0), EINVAL, "who comes later: EINVAL");
    id = fresh(3);
}

/* Rights are asked for once, when the call is made. */
static void test_rights(void)
{
    struct semid_ds ds;

    if (!has_users()) {
        skip(2, "this user can be no other");
        return;
    }
    ds.sem_perm.uid = ds.sem_perm.gid = 0;
    ds.sem_perm.mode = 0602;
    semctl(id, 0, IPC_SET, &ds);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        be_another();
        _exit(op(id, 0, -1, 0) ? errno : op(id, 0, -1, 0) ? errno : 0);
    }
    while (growth_waiters(0) == 0)
        usleep(1000);
    ds.sem_perm.mode = 0600;
    semctl(id, 0, IPC_SET, &ds);
    op(id, 0, 1, 0);
    is(value(id, 0), 0, "rights that are taken from a sleeper stop no call");
    is(outcome(child), EACCES, "but the next");
}

/* --- signals and time ----------------------------------------------------- */

static void nothing(int signo)
{
    (void)signo;
}

static void test_signals(void)
{
    struct sigaction handler = { .sa_handler = nothing,
                                 .sa_flags = SA_RESTART };

    restart(0, 0);
    sigaction(SIGUSR1, &handler, NULL);
    signal(SIGUSR2, SIG_IGN);
    pid_t a = sleeper(id, 0, -1, 0), b = sleeper(id, 0, -1, 0);
    kill(a, SIGUSR1);
    is(outcome(a), EINTR, "a handler ends the call, SA_RESTART or not: EINTR");
    is(growth_waiters(0), 1, "and its waiting");
    kill(b, SIGUSR2);
    usleep(20000);
    is(growth_waiters(0), 1, "a signal that is ignored doesn't");
    kill(b, SIGSTOP);
    waitpid(b, NULL, WUNTRACED);
    kill(b, SIGCONT);
    is(outcome(b), EINTR, "but being stopped and continued: EINTR");
    a = sleeper(id, 0, -1, 0);
    kill(a, SIGKILL);
    is(outcome(a), -SIGKILL, "a sleeper can be killed");
    is(growth_waiters(0), 0, "then nobody waits");
    op(id, 0, 1, 0);
    is(value(id, 0), 1, "and nobody takes");
}

/* Served while stopped: the call has succeeded all the same. */
static void test_stopped(void)
{
    restart(0, 0);
    pid_t a = sleeper(id, 0, -1, 0);
    kill(a, SIGSTOP);
    op(id, 0, 1, 0);
    int served = value(id, 0) == 0;
    waitpid(a, NULL, WUNTRACED);
    kill(a, SIGCONT);
    is(outcome(a), served ? 0 : EINTR, "served or broken off, never both");
}

static long milliseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void test_timeouts(void)
{
    struct timespec some = { 0, 30000000 }, eternity = { 1l << 62, 0 };
    struct sembuf take = { 0, -1, 0 }, zero = { 1, 0, 0 };

    restart(0, 1);
    long start = milliseconds();
    fails(semtimedop(id, &take, 1, &some), EAGAIN, "nothing for 30 ms: EAGAIN");
    ok(milliseconds() - start >= 29, "not before");
    fails(semtimedop(id, &zero, 1, &some), EAGAIN, "nor a 0: EAGAIN");
    is(growth_waiters(0) + zero_waiters(1), 0, "nobody waits any more");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        _exit(semtimedop(id, &take, 1, &eternity) ? errno : 0);
    while (growth_waiters(0) == 0)
        usleep(1000);
    op(id, 0, 1, 0);
    is(outcome(child), 0, "there are limits without an end");
}

/* --- undoing -------------------------------------------------------------- */

/* In a child, which then ends. */
#define IN_CHILD(...) ({ \
    fflush(stdout); \
    pid_t child = fork(); \
    if (child == 0) { \
        __VA_ARGS__; \
        _exit(0); \
    } \
    outcome(child); \
    child; })

static void test_undo(void)
{
    restart(5, 0);
    pid_t child = IN_CHILD(op(id, 0, -2, SEM_UNDO); op(id, 0, -1, SEM_UNDO);
                           op(id, 1, 3, SEM_UNDO); op(id, 2, 4, 0));
    is(value(id, 0), 5, "the end of a process undoes what it took");
    is(value(id, 1), 0, "and what it gave");
    is(value(id, 2), 4, "but not what was to stay");
    is(last(id, 1), child, "it did it itself");
    child = IN_CHILD(op(id, 1, 3, SEM_UNDO); IN_CHILD(op(id, 1, 1, 0)));
    is(last(id, 1), child, "whoever was there before");
    set(id, 1, 0);
    IN_CHILD(op(id, 0, -2, SEM_UNDO); kill(getpid(), SIGKILL));
    is(value(id, 0), 5, "so does being killed");
    IN_CHILD(op(id, 0, -2, SEM_UNDO); op(id, 0, 2, SEM_UNDO));
    is(value(id, 0), 5, "what was given back needs no undoing");
    IN_CHILD(op(id, 0, -2, SEM_UNDO); op(id, 0, 2, 0));
    is(value(id, 0), 7, "if it is said so");
    struct sembuf failing[] = { { 0, -1, SEM_UNDO }, { 1, -1, IPC_NOWAIT } };
    IN_CHILD(semop(id, failing, 2));
    is(value(id, 0), 7, "what wasn't done isn't undone");
    IN_CHILD(op(id, 1, 0, SEM_UNDO));
    is(value(id, 1), 0, "waiting for 0 leaves nothing to be undone");
}

static void test_inheritance(const char *self)
{
    char text[16];

    restart(5, 0);
    IN_CHILD(op(id, 0, -1, SEM_UNDO);
             IN_CHILD(op(id, 0, -1, 0));
             op(id, 1, value(id, 0), 0));
    is(value(id, 1), 3, "the end of a child undoes nothing of its parent's");
    is(value(id, 0), 4, "whose own does");
    restart(5, 0);
    snprintf(text, sizeof(text), "%d", id);
    IN_CHILD(op(id, 0, -1, SEM_UNDO); execl(self, self, text, NULL));
    is(value(id, 1), 4, "another program has it still to undo");
    is(value(id, 0), 5, "in the end");
}

/* This is that other program. */
static int executed(const char *text)
{
    id = atoi(text);
    op(id, 1, value(id, 0), 0);
    return 0;
}

static void test_cleared(void)
{
    unsigned short values[3] = { 9, 9, 9 };

    restart(5, 5);
    IN_CHILD(op(id, 0, -1, SEM_UNDO); op(id, 1, -1, SEM_UNDO); set(id, 0, 8));
    is(value(id, 0), 8, "SETVAL: nothing is to be undone any more");
    is(value(id, 1), 5, "at this semaphore only");
    IN_CHILD(op(id, 0, -1, SEM_UNDO); op(id, 1, -1, SEM_UNDO);
             semctl(id, 0, SETALL, values));
    is(value(id, 0) + value(id, 1), 18, "SETALL: at all");
    IN_CHILD(op(id, 0, -1, SEM_UNDO); set(id, 0, 8); op(id, 0, -2, SEM_UNDO));
    is(value(id, 0), 8, "but what comes after it is");
}

static void test_bounds(void)
{
    restart(0, 0);
    IN_CHILD(op(id, 0, 5, SEM_UNDO); op(id, 0, -3, 0));
    is(value(id, 0), 0, "undoing stops at 0");
    restart(5, 0);
    IN_CHILD(op(id, 0, -2, SEM_UNDO); op(id, 0, 32764, 0));
    is(value(id, 0), 32767, "and at the highest value");
    restart(32767, 0);
    is(op(id, 0, -32767, SEM_UNDO), 0, "32,767 can be undone");
    op(id, 0, 2, 0);
    fails(op(id, 0, -1, SEM_UNDO), ERANGE, "one more cannot: ERANGE");
    is(value(id, 0), 2, "and isn't done");
    set(id, 0, 0);
    is(op(id, 0, 32767, SEM_UNDO), 0, "on the other side");
    op(id, 0, -2, 0);
    is(op(id, 0, 1, SEM_UNDO), 0, "it is 32,768");
    fails(op(id, 0, 1, SEM_UNDO), ERANGE, "and no more: ERANGE");
    is(value(id, 0), 32766, "and isn't done");
}

/* Whoever sleeps is served by an undoing; and what it gets so is its own. */
static void test_undo_wakes(void)
{
    restart(1, 0);
    fflush(stdout);
    pid_t holder = fork();
    if (holder == 0) {
        op(id, 0, -1, SEM_UNDO);
        pause();
    }
    while (value(id, 0) == 1)
        usleep(1000);
    pid_t next = sleeper(id, 0, -1, SEM_UNDO);
    kill(holder, SIGKILL);
    is(outcome(holder), -SIGKILL, "one who holds a semaphore is killed");
    is(outcome(next), 0, "who waits for it gets it");
    is(value(id, 0), 1, "and gives it back by ending");
    is(last(id, 0), next, "at last");
}

static void test_undo_of_nothing(void)
{
    int gone = fresh(1), other;

    restart(0, 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        op(gone, 0, 1, SEM_UNDO);
        op(id, 1, 1, 0);
        pause();
    }
    op(id, 1, -1, 0);
    discard(gone);
    other = fresh(1);
    op(other, 0, 7, 0);
    kill(child, SIGKILL);
    is(outcome(child), -SIGKILL, "what is gone needs no undoing");
    is(value(other, 0), 7, "and what came after has none");
    discard(other);
}

/* Times are in seconds: what happens is told from what was by waiting for the
 * next. */
static void test_times(void)
{
    unsigned short one = 1;
    int undone = fresh(1), valued = fresh(1), filled = fresh(1), given = fresh(1);
    struct semid_ds ds = stat_of(given);

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        op(undone, 0, 0, SEM_UNDO);
        pause();
    }
    while (stat_of(undone).sem_otime == 0)
        usleep(1000);
    long before = stat_of(undone).sem_otime;
    usleep(1100000);
    kill(child, SIGKILL);
    outcome(child);
    ok(stat_of(undone).sem_otime > before, "undoing is an operation, for otime");
    ok(stat_of(undone).sem_ctime <= before, "but no change, for ctime");
    set(valued, 0, 1);
    ok(stat_of(valued).sem_ctime > before, "SETVAL is one");
    semctl(filled, 0, SETALL, &one);
    ok(stat_of(filled).sem_ctime > before, "so is SETALL");
    semctl(given, 0, IPC_SET, &ds);
    ok(stat_of(given).sem_ctime > before, "and IPC_SET");
    discard(undone);
    discard(valued);
    discard(filled);
    discard(given);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return executed(argv[1]);
    id = fresh(3);
    test_wake();
    test_set();
    test_order();
    test_chain();
    test_several();
    test_failures();
    test_removal();
    test_rights();
    test_signals();
    test_stopped();
    test_timeouts();
    test_undo();
    test_inheritance(argv[0]);
    test_cleared();
    test_bounds();
    test_undo_wakes();
    test_undo_of_nothing();
    test_times();
    discard(id);
    return plan();
}
