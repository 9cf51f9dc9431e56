/* traced.c - makes calls of many kinds, for strace. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handler(int signo)
{
    (void)signo;
}

static void files(void)
{
    static const char odd[] = "odd\0011\t\"\\\n\177\200"
        "7 and more than there is room for in one record";
    char buf[100];
    struct stat s;
    int ends[2];

    mkdir("/tmp/traced", 0755);
    chdir("/tmp/traced");
    getcwd(buf, sizeof(buf));
    int fd = open("file", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    open("file", O_WRONLY | O_CREAT | O_EXCL, 0600);
    open("no/such/file/with/a/name/that/is/longer/than/one/record", O_RDONLY);
    open((char *)8, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    write(fd, odd, sizeof(odd));
    write(fd, "", 0);
    pwrite(fd, "xyz", 3, 1);
    lseek(fd, -3, SEEK_END);
    read(fd, buf, 10);
    read(fd, buf, 10);
    pread(fd, buf, 5, 0);
    read(99, buf, 10);
    fstat(fd, &s);
    stat("file", &s);
    stat("other", &s);
    access("file", R_OK | W_OK);
    access("file", F_OK);
    fcntl(fd, F_GETFD);
    fcntl(fd, F_SETFD, 0);
    fcntl(fd, F_GETFD);
    fcntl(fd, F_GETFL);
    fcntl(fd, F_DUPFD, 50);
    fcntl(50, F_SETFL, O_APPEND | O_NONBLOCK);
    dup2(fd, 60);
    dup3(fd, 61, O_CLOEXEC);
    close(60);
    chmod("file", 0600);
    ftruncate(fd, 100);
    rename("file", "other");
    unlink("other");
    chdir("/");
    rmdir("/tmp/traced");
    umask(027);
    umask(022);
    pipe(ends);
    pipe2(ends, O_NONBLOCK | O_CLOEXEC);
    read(ends[0], buf, 10);
}

static void memory(void)
{
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    *p = 1;
    mprotect(p, 4096, PROT_READ);
    mprotect(p, 4096, PROT_NONE);
    mprotect((void *)1, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    madvise(p, 8192, MADV_DONTNEED);
    msync(p, 4096, MS_SYNC);
    mremap(p, 8192, 16384, MREMAP_MAYMOVE);
    munmap((void *)1, 1);
}

static void ipc(void)
{
    struct sembuf ops[] = { { 0, 1, SEM_UNDO }, { 1, -1, IPC_NOWAIT } };
    struct sembuf wait = { 1, -1, 0 };
    struct timespec short_time = { 0, 1000 };
    int id = shmget(IPC_PRIVATE, 5000, IPC_CREAT | 0600);

    shmget(0x4321, 4096, IPC_CREAT | IPC_EXCL | 0640);
    shmget(0x4321, 4096, IPC_CREAT | IPC_EXCL | 0640);
    shmget(0x4322, 4096, 0);
    char *p = shmat(id, NULL, 0);
    p[0] = 1;
    p[4096] = 1;
    shmat(id, p, SHM_RDONLY);
    shmat(id, p + 1, SHM_RND | SHM_REMAP);
    shmctl(id, SHM_LOCK, NULL);
    shmctl(id, IPC_STAT, (void *)8);
    shmctl(id, IPC_RMID, NULL);
    shmctl(id + 77, IPC_RMID, NULL);
    shmdt(p);
    shmdt(p);
    shmctl(shmget(0x4321, 0, 0), IPC_RMID, NULL);
    int sems = semget(0x4321, 2, IPC_CREAT | 0600);
    semctl(sems, 0, SETVAL, 3);
    semctl(sems, 0, GETVAL);
    semop(sems, ops, 2);
    semop(sems, ops, 1);
    semtimedop(sems, &wait, 1, &short_time);
    semctl(sems, 0, IPC_RMID);
}

static void processes(void)
{
    struct timespec short_time = { 0, 1000 }, now;
    struct sigaction action = { .sa_flags = SA_RESTART };
    struct rlimit limit;
    sigset_t set;
    int status;

    getppid();
    getuid();
    setpgid(0, 0);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 100;
    setrlimit(RLIMIT_NOFILE, &limit);
    nanosleep(&short_time, NULL);
    clock_gettime(CLOCK_MONOTONIC, &now);
    sched_yield();
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR1, NULL, &action);
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    sigprocmask(SIG_SETMASK, NULL, &set);
    sigfillset(&set);
    sigdelset(&set, SIGUSR1);
    sigprocmask(SIG_SETMASK, &set, NULL);
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    if (fork() == 0)
        _exit(7);
    wait(&status);
    if (fork() == 0)
        raise(SIGKILL);
    waitpid(-1, &status, 0);
    waitpid(-1, &status, WNOHANG | WUNTRACED);
    kill(getpid(), SIGCHLD);
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    pause();
    syscall(9999, 1, 2, 0x12345678, 0, 0, -1);
    execve("/no/such/program", (char *[]){ "name", "two words", NULL }, NULL);
}

/* So many calls that the trace can't hold them, once the file is there. Strace,
 * our parent, sleeps meanwhile. */
static void many(void)
{
    kill(getppid(), SIGSTOP);
    creat("/tmp/ready", 0600);
    while (access("/tmp/go", F_OK) < 0)
        usleep(1000);
    for (int i = 0; i < 40000; i++)
        getppid();
    creat("/tmp/done", 0600);
}

/* Traced: from one call to the next. */
static void touch(void)
{
    int id = shmget(IPC_PRIVATE, 12288, IPC_CREAT | 0600);
    char *first = shmat(id, NULL, 0), *second, *third;

    first[4096] = 1;
    first[8192] = 1;            /* faults, too */
    second = shmat(id, NULL, SHM_RDONLY);
    third = second + second[4096] - 1;
    shmdt(first);
    read(open("/etc/motd", O_RDONLY), shmat(id, NULL, 0), 8);
    shmdt(third);
    shmctl(id, IPC_RMID, NULL);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "many") == 0)
        many();
    if (argc > 1 && strcmp(argv[1], "touch") == 0)
        touch();
    if (argc > 1 && strcmp(argv[1], "die") != 0)
        return 3;
    files();
    memory();
    ipc();
    processes();
    if (argc > 1)
        *(volatile int *)16 = 1;
    return 3;
}
