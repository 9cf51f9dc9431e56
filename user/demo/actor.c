/*
 * actor.c - ping and pong: processes that use the segment as they are told.
 *
 * Orders come in through one pipe and answers go out through another; but the
 * words that the two say to each other go through the shared memory alone.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>
#include "demo/demo.h"

#define PATIENCE 100000         /* looks at the memory until an actor gives up */

/* What lies in the segment. */
struct stage {
    volatile int turn;          /* how many words have been said */
    char word[WORD_SIZE];
};

/* --- in the actor's process ----------------------------------------------- */

static sigjmp_buf after_fault;
static siginfo_t fault;

static void on_fault(int signo, siginfo_t *info, void *context)
{
    (void)signo, (void)context;
    fault = *info;
    siglongjmp(after_fault, 1);
}

static void attach(const struct actor *a, int segment, struct answer *answer)
{
    char *address = shmat(segment, a->wish, 0);

    if (address == (void *)-1) {
        answer->error = errno;
        return;
    }
    answer->address = address;
    answer->word[0] = *(volatile char *)address;
}

static bool wait_for_turn(struct stage *s, int turn)
{
    for (int looks = 0; looks < PATIENCE; looks++) {
        if (__atomic_load_n(&s->turn, __ATOMIC_ACQUIRE) >= turn)
            return true;
        usleep(1);
    }
    return false;
}

static void say(struct stage *s, const char *word, int turn)
{
    strcpy(s->word, word);
    __atomic_store_n(&s->turn, turn, __ATOMIC_RELEASE);
}

static void talk(const struct actor *a, struct stage *s, struct answer *answer)
{
    if (a->begins)
        say(s, a->name, 1);
    if (!wait_for_turn(s, a->begins ? 2 : 1)) {
        answer->error = ETIMEDOUT;
        return;
    }
    memcpy(answer->word, s->word, WORD_SIZE);
    if (!a->begins)
        say(s, a->name, 2);
}

static void touch(const char *address, struct answer *answer)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = on_fault;
    sigaction(SIGSEGV, &action, NULL);
    if (sigsetjmp(after_fault, 1) == 0) {
        (void)*(const volatile char *)address;
    } else {
        answer->signal = fault.si_signo;
        answer->code = fault.si_code;
        answer->fault = fault.si_addr;
    }
    signal(SIGSEGV, SIG_DFL);
}

static void act(const struct actor *a, int segment)
{
    char *address = NULL;
    enum order order;

    while (read(a->orders, &order, sizeof(order)) == sizeof(order) &&
           order != END) {
        struct answer answer = { .address = address };
        switch (order) {
        case ATTACH: attach(a, segment, &answer); break;
        case TALK: talk(a, (struct stage *)address, &answer); break;
        case DETACH: answer.error = shmdt(address) < 0 ? errno : 0; break;
        case TOUCH: touch(address, &answer); break;
        case END: break;
        }
        address = answer.address;
        if (write(a->answers, &answer, sizeof(answer)) != sizeof(answer))
            break;
    }
}

/* --- in the director's process -------------------------------------------- */

bool actor_start(struct actor *a, int segment)
{
    int orders[2], answers[2];

    if (pipe(orders) < 0 || pipe(answers) < 0)
        return false;
    fflush(stdout);
    a->pid = fork();
    if (a->pid == 0) {
        close(orders[1]);
        close(answers[0]);
        a->orders = orders[0];
        a->answers = answers[1];
        act(a, segment);
        _exit(0);
    }
    close(orders[0]);
    close(answers[1]);
    a->orders = orders[1];
    a->answers = answers[0];
    return a->pid > 0;
}

void actor_tell(struct actor *a, enum order order)
{
    if (write(a->orders, &order, sizeof(order)) != sizeof(order))
        perror(a->name);
}

struct answer actor_answer(struct actor *a)
{
    struct answer answer;

    if (read(a->answers, &answer, sizeof(answer)) != sizeof(answer))
        return (struct answer){ .error = ESRCH };       /* it died */
    return answer;
}

void actor_end(struct actor *a)
{
    actor_tell(a, END);
    close(a->orders);
    close(a->answers);
    waitpid(a->pid, NULL, 0);
}
