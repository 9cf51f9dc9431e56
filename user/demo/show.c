/* show.c - the director: two processes, one segment, one frame. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>
#include "demo/demo.h"
#include "lib/colour.h"
#include "lib/walk.h"

#define KEY_FILE "/tmp/demo"
#define KEY_LETTER 'C'
#define SEGMENT_SIZE 4096

/* Pong asks for an address far from the one that the kernel would choose. */
#define PONG_WISH ((char *)0x200000000000)

int checks, failures;

void heading(const char *format, ...)
{
    static int number;
    va_list args;

    printf("%s%s%d. ", number ? "\n" : "", colour(BOLD), number + 1);
    number++;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("%s\n", colour(PLAIN));
}

void check(bool so, const char *what)
{
    checks++;
    if (so)
        return;
    failures++;
    printf("  %sBUT THIS IS NOT SO: %s.%s\n", colour(RED), what,
           colour(PLAIN));
}

/* --- ipcs ----------------------------------------------------------------- */

static void trim(char *line)
{
    size_t n = strlen(line);

    while (n > 0 && strchr(" \n", line[n - 1]))
        line[--n] = '\0';
}

/* Print what ipcs says, indented; does it list the segment? */
static bool show_ipcs(int segment)
{
    char line[128];
    unsigned key;
    int id;
    bool found = false;
    FILE *f = popen("ipcs -m", "r");

    while (f && fgets(line, sizeof(line), f)) {
        trim(line);
        if (line[0] && line[0] != '-')
            printf("  %s\n", line);
        if (sscanf(line, "%x %d", &key, &id) == 2 && id == segment)
            found = true;
    }
    if (!f || pclose(f) != 0)
        check(false, "ipcs could be run");
    return found;
}

/* --- walks ---------------------------------------------------------------- */

/* Walk the actor's tables; false where there is no /proc/PID/walk. */
static bool walk_of(const struct actor *a, const char *address, struct walk *w)
{
    int fd = walk_open(a->pid);
    bool done = fd >= 0 && walk_read(fd, (uintptr_t)address, w);

    if (fd >= 0)
        close(fd);
    return done;
}

/* The frame, or 0. */
static uint64_t show_walk(const struct actor *a, const char *address)
{
    struct walk w;
    uint64_t pa;

    if (!walk_of(a, address, &w))
        return 0;
    walk_print(&w);
    walk_print_end(&w, a->name, a->pid);
    return walk_finds(&w, &pa) ? pa : 0;
}

/* --- scenes --------------------------------------------------------------- */

static int make_segment(void)
{
    int fd = open(KEY_FILE, O_CREAT | O_RDWR, 0600);

    close(fd);
    key_t key = ftok(KEY_FILE, KEY_LETTER);
    int id = shmget(key, SEGMENT_SIZE, IPC_CREAT | IPC_EXCL | 0600);
    unlink(KEY_FILE);
    heading("A segment, and two processes that attach it");
    printf("  ftok(\"%s\", '%c') gives the key 0x%08x, shmget() the id %d\n",
           KEY_FILE, KEY_LETTER, key, id);
    check(key != -1 && id >= 0, "there is a new segment");
    return id;
}

static char *attach(struct actor *a)
{
    actor_tell(a, ATTACH);
    struct answer answer = actor_answer(a);
    printf("  %s (pid %d) attaches it at %s%p%s, %s\n", a->name, a->pid,
           colour(YELLOW), (void *)answer.address, colour(PLAIN),
           a->wish ? "the address that it asked for"
                   : "which the kernel has chosen");
    check(answer.error == 0, "it is attached");
    check(answer.word[0] == 0, "its memory is zero");
    return answer.address;
}

static void show_walks(const struct actor *ping, const char *ping_address,
                       const struct actor *pong, const char *pong_address)
{
    struct walk w;

    if (!walk_of(ping, ping_address, &w)) {
        printf("No /proc/PID/walk here: the page tables can't be shown.\n");
        return;
    }
    heading("Each has page tables of its own; both lead to one frame");
    uint64_t frame = show_walk(ping, ping_address);
    uint64_t other = show_walk(pong, pong_address);
    check(frame != 0 && frame == other, "the frames are the same");
}

static void show_talk(struct actor *ping, struct actor *pong)
{
    heading("A word to and fro, by nothing but memory");
    actor_tell(ping, TALK);
    actor_tell(pong, TALK);
    struct answer first = actor_answer(pong), second = actor_answer(ping);
    printf("  %s writes \"%s\"; %s reads \"%s%s%s\"\n", ping->name, ping->name,
           pong->name, colour(GREEN), first.word, colour(PLAIN));
    printf("  %s writes \"%s\"; %s reads \"%s%s%s\"\n", pong->name, pong->name,
           ping->name, colour(GREEN), second.word, colour(PLAIN));
    check(strcmp(first.word, ping->name) == 0, "pong has read ping's word");
    check(strcmp(second.word, pong->name) == 0, "ping has read pong's word");
}

static void show_fault(struct actor *a, const char *address)
{
    struct walk w;
    uint64_t pa;

    heading("After shmdt() the same address leads nowhere");
    actor_tell(a, DETACH);
    check(actor_answer(a).error == 0, "it is detached");
    actor_tell(a, TOUCH);
    struct answer answer = actor_answer(a);
    bool mapping = answer.code == SEGV_MAPERR;
    printf("  %s reads at %p again; its handler catches \"%s%s%s\"\n"
           "  at %p: %s\n", a->name, (void *)address,
           colour(GREEN), answer.signal ? strsignal(answer.signal) : "nothing",
           colour(PLAIN), answer.fault,
           mapping ? "nothing is mapped there (SEGV_MAPERR)" : "another reason");
    check(answer.signal == SIGSEGV && mapping, "it was a SIGSEGV, SEGV_MAPERR");
    check(answer.fault == address, "it came from that address");
    if (walk_of(a, address, &w)) {
        walk_print_end(&w, a->name, a->pid);
        check(!walk_finds(&w, &pa), "the walk ends before a frame");
    }
}

static void show_removal(int segment, struct actor *ping)
{
    struct shmid_ds ds;

    heading("ipcs -m, before and after the segment is removed");
    check(show_ipcs(segment), "ipcs lists the segment");
    check(shmctl(segment, IPC_STAT, &ds) == 0 && ds.shm_nattch == 1,
          "ping alone has it attached");
    actor_tell(ping, DETACH);
    check(actor_answer(ping).error == 0, "ping is detached");
    printf("  %sping detaches, shmctl(%d, IPC_RMID, 0) removes:%s\n",
           colour(FAINT), segment, colour(PLAIN));
    check(shmctl(segment, IPC_RMID, NULL) == 0, "it is removed");
    check(!show_ipcs(segment), "ipcs no longer lists it");
    check(shmctl(segment, IPC_STAT, &ds) < 0 && errno == EINVAL,
          "its id is no longer known");
}

void show(void)
{
    struct actor ping = { .name = "ping", .begins = true };
    struct actor pong = { .name = "pong", .wish = PONG_WISH };

    show_stations();
    int segment = make_segment();
    if (!actor_start(&ping, segment) || !actor_start(&pong, segment)) {
        check(false, "two processes could be started");
        return;
    }
    char *ping_address = attach(&ping), *pong_address = attach(&pong);
    check(ping_address != pong_address, "the addresses differ");
    show_walks(&ping, ping_address, &pong, pong_address);
    show_talk(&ping, &pong);
    show_fault(&pong, pong_address);
    show_removal(segment, &ping);
    actor_end(&ping);
    actor_end(&pong);
}
