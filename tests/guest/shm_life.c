/* shm_life.c - who is counted and noted through the life of processes: times,
 * last process and nattch by fork, exec, exit, removal. */
#include "shm.h"
#include <sys/resource.h>

static int id;
static volatile char *memory;

/* The next second begins, so that a time that is set shows. */
static void tick(void)
{
    time_t now = time(NULL);

    while (time(NULL) == now)
        usleep(1000);
}

/* How two states differ: a letter for each field that does. */
static const char *changes(struct shmid_ds a, struct shmid_ds b)
{
    static char text[10];

    snprintf(text, sizeof(text), "%s%s%s%s%s%s",
             a.shm_nattch != b.shm_nattch ? "n" : "",
             a.shm_atime != b.shm_atime ? "a" : "",
             a.shm_dtime != b.shm_dtime ? "d" : "",
             a.shm_ctime != b.shm_ctime ? "c" : "",
             a.shm_lpid != b.shm_lpid ? "l" : "",
             a.shm_cpid != b.shm_cpid ? "p" : "");
    return text;
}

static struct shmid_ds before;

static void now_changed(const char *want, const char *what)
{
    struct shmid_ds after = stat_of(id);
    const char *got = changes(before, after);

    if (!ok(strcmp(got, want) == 0, "%s", what))
        printf("# changed: %s, wanted: %s\n", got, want);
    before = after;
}

static void test_times(void)
{
    struct shmid_ds ds;

    id = fresh(2 * PAGE);
    before = stat_of(id);
    is(before.shm_cpid, getpid(), "cpid is who made it");
    tick();
    memory = shmat(id, NULL, 0);
    now_changed("nal", "shmat sets nattch, atime, lpid");
    is(before.shm_lpid, getpid(), "lpid to itself");
    ok(labs(before.shm_atime - time(NULL)) <= 2, "atime to now");
    tick();
    ds = before;
    shmctl(id, IPC_SET, &ds);
    now_changed("c", "IPC_SET sets ctime");
    tick();
    mprotect((void *)memory, PAGE, PROT_READ);
    now_changed("na", "a split sets nattch and atime");
    tick();
    munmap((void *)memory, PAGE);
    now_changed("nd", "munmap of a piece nattch and dtime");
    tick();
    char *other = shmat(id, NULL, 0);
    before = stat_of(id);
    tick();
    munmap(other, PAGE);
    now_changed("ad", "munmap of a part atime, too: it splits first");
    tick();
    shmdt(other);
    now_changed("nd", "shmdt nattch and dtime");
    tick();
    shmctl(id, SHM_LOCK, NULL);
    shmctl(id, SHM_UNLOCK, NULL);
    now_changed("", "SHM_LOCK and SHM_UNLOCK set no time");
    shmdt((void *)memory);
    now_changed("nd", "shmdt of what was left as well");
    memory = shmat(id, NULL, 0);
    now_changed("na", "shmat nattch and atime");
    tick();
    mmap((void *)memory, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS |
         MAP_FIXED, -1, 0);
    now_changed("nd", "mapping over it nattch and dtime");
    munmap((void *)memory, 2 * PAGE);
    memory = shmat(id, NULL, 0);
    before = stat_of(id);
    tick();
    discard(id);
    now_changed("", "IPC_RMID sets no time");
    shmdt((void *)memory);
    is(nattch(id), -1, "the last detach ends it");
}

/* Children wait here for their parent's word. */
static int word[2];

static void wait_for_word(void)
{
    char c;

    close(word[1]);
    _exit(read(word[0], &c, 1) != 0);
}

static void test_fork(void)
{
    int status;

    id = fresh(4 * PAGE);
    memory = shmat(id, NULL, 0);
    before = stat_of(id);
    tick();
    if (pipe(word) < 0)
        return;
    pid_t pid = fork();
    if (pid == 0)
        wait_for_word();
    now_changed("na", "fork sets nattch and atime");
    is(before.shm_lpid, getpid(), "lpid is the parent");
    is(before.shm_nattch, 2, "nattch is 2");
    tick();
    kill(pid, SIGKILL);
    while (nattch(id) == 2)
        usleep(1000);
    now_changed("ndl", "a kill sets nattch, dtime, lpid");
    is(before.shm_lpid, pid, "lpid is who died");
    waitpid(pid, &status, 0);
    now_changed("", "that parents wait changes nothing");
    pid = fork();
    if (pid == 0)
        _exit(0);
    while (nattch(id) != 1)
        usleep(1000);
    is(nattch(id), 1, "exit detaches before anybody waits");
    is(waitpid(pid, &status, 0), pid, "the zombie was there");
    mprotect((void *)memory + PAGE, PAGE, PROT_READ);
    pid = fork();
    if (pid == 0)
        wait_for_word();
    is(nattch(id), 6, "fork counts every piece");
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    is(nattch(id), 3, "so does death");
    before = stat_of(id);
    pid = vfork();
    if (pid == 0) {
        before.shm_nattch = nattch(id);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    is(before.shm_nattch, 3, "vfork counts nothing");
    is(nattch(id), 3, "nor does its end");
    pid = fork();
    if (pid == 0)
        _exit(shmdt((void *)memory) != 0 || nattch(id) != 3);
    waitpid(pid, &status, 0);
    is(status, 0, "a child's shmdt takes its own");
    shmdt((void *)memory);
    is(nattch(id), 0, "the parent's takes the rest");
    close(word[0]);
    close(word[1]);
    discard(id);
}

static void test_shared(void)
{
    id = fresh(PAGE);
    memory = shmat(id, NULL, 0);
    pid_t pid = fork();
    if (pid == 0) {
        volatile char *mine = shmat(id, NULL, 0);
        mine[0] = 'c';
        while (memory[1] != 'p')
            sched_yield();
        _exit(memory[0] != 'c');
    }
    while (memory[0] != 'c')
        sched_yield();
    ok(1, "what a child writes its parent reads");
    memory[1] = 'p';
    int status;
    waitpid(pid, &status, 0);
    is(status, 0, "and the other way round");
    shmdt((void *)memory);
    discard(id);
}

/* Runs again as `shm_life count ID`. */
static int counted(const char *which)
{
    return nattch(atoi(which)) != 0;
}

static void test_exec(const char *self)
{
    char text[20];
    int status;

    id = fresh(PAGE);
    snprintf(text, sizeof(text), "%d", id);
    pid_t pid = fork();
    if (pid == 0) {
        shmat(id, NULL, 0);
        execl("/does/not/exist", "x", (char *)NULL);
        if (nattch(id) != 1)
            _exit(2);
        execl(self, self, "count", text, (char *)NULL);
        _exit(3);
    }
    waitpid(pid, &status, 0);
    is(status, 0, "exec detaches; one that fails does not");
    is(stat_of(id).shm_lpid, pid, "lpid is who did it");
    discard(id);
}

static void test_remove(void)
{
    key_t key = 0x3333;

    id = shmget(key, PAGE, IPC_CREAT | 0640);
    memory = shmat(id, NULL, 0);
    memory[0] = 'm';
    is(shmctl(id, IPC_RMID, NULL), 0, "an attached segment is removed");
    struct shmid_ds ds = stat_of(id);
    is(ds.shm_perm.mode, SHM_DEST | 0640, "its mode says SHM_DEST");
    is(ds.shm_perm.__key, 0, "its key is 0");
    is(memory[0], 'm', "its memory stays");
    fails(shmget(key, 0, 0), ENOENT, "the key is free");
    int other = shmget(key, 2 * PAGE, IPC_CREAT | IPC_EXCL | 0600);
    ok(other >= 0 && other != id, "for another segment");
    is(shmctl(id, IPC_RMID, NULL), 0, "it can be removed again");
    is(shmget(key, 0, 0), other, "which leaves the other");
    struct shm_info info;
    shmctl(0, SHM_INFO, (void *)&info);
    is(info.used_ids, 2, "both are in SHM_INFO");
    is(info.shm_tot, 3, "with their pages");
    pid_t pid = fork();
    if (pid == 0)
        wait_for_word();
    waitpid(pid, &(int){ 0 }, 0);
    is(nattch(id), 1, "a child that came and went leaves it");
    shmdt((void *)memory);
    is(nattch(id), -1, "the last detach does not");
    discard(other);
    is(nattch(other), -1, "one that nobody has goes at once");
}

static void exhaust(void)
{
    struct rlimit none = { 0, 0 };

    setrlimit(RLIMIT_CORE, &none);
    memory = shmat(id, NULL, 0);
    discard(id);
    abort();
}

static void test_death(void)
{
    id = fresh(PAGE);
    int status = in_child(exhaust);
    ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "the last one dies");
    is(nattch(id), -1, "and takes a removed segment with it");
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "count") == 0)
        return counted(argv[2]);
    test_times();
    test_fork();
    test_shared();
    test_exec(argv[0]);
    test_remove();
    test_death();
    return plan();
}
