/* structs.c - arguments that point to structures. See args.h; how much of them
 * is in the trace says kernel/sys/trace.c: of those that a call fills in,
 * nothing if it has failed. */
#include <signal.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include "strace/args.h"

/* Is it there to be shown? If not, its address is put. */
static const struct behind *behind(const struct call *c, int i)
{
    if (c->behind[i].there)
        return &c->behind[i];
    put_pointer(c->arg[i]);
    return NULL;
}

/* --- processes ------------------------------------------------------------ */

static void put_status(int status)
{
    if (WIFEXITED(status))
        put("{WIFEXITED(s) && WEXITSTATUS(s) == %d}", WEXITSTATUS(status));
    else if (WIFCONTINUED(status))
        put("{WIFCONTINUED(s)}");
    else if (WIFSTOPPED(status))
        put("{WIFSTOPPED(s) && WSTOPSIG(s) == %s}",
            signal_name(WSTOPSIG(status)));
    else
        put("{WIFSIGNALED(s) && WTERMSIG(s) == %s}",
            signal_name(WTERMSIG(status)));
}

/* 0: no child had anything to tell, and nothing was written. */
void arg_status(const struct call *c, int i)
{
    if (c->result == 0) {
        put_pointer(c->arg[i]);
        return;
    }
    const struct behind *b = behind(c, i);
    if (!b)
        return;
    put("[");
    put_status(b->ints[0]);
    put("]");
}

#define UNLIMITED ~0ul

static void put_limit_value(uint64_t value)
{
    if (value == UNLIMITED)
        put("RLIM64_INFINITY");
    else if (value > 1024 && value % 1024 == 0)
        put("%lu*1024", value / 1024);
    else
        put("%lu", value);
}

void arg_limit(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);

    if (!b)
        return;
    put("{rlim_cur=");
    put_limit_value(b->words[0]);
    put(", rlim_max=");
    put_limit_value(b->words[1]);
    put("}");
}

/* --- files ---------------------------------------------------------------- */

void arg_fds(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);

    if (b)
        put("[%d, %d]", b->ints[0], b->ints[1]);
}

#define STAT_MODE 0             /* in what the trace has of struct stat */
#define STAT_SIZE 3

void arg_stat(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);

    if (!b)
        return;
    put("{st_mode=");
    put_file_mode((uint32_t)b->ints[STAT_MODE]);
    put(", st_size=%lu, ...}", b->words[STAT_SIZE]);
}

/* --- time ----------------------------------------------------------------- */

void arg_time(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);

    if (b)
        put("{tv_sec=%ld, tv_nsec=%ld}", (long)b->words[0], (long)b->words[1]);
}

/* --- semaphores ----------------------------------------------------------- */

void arg_operations(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);
    const struct sembuf *op = b ? (const void *)b->bytes : NULL;
    uint64_t count = c->arg[i + 1], most = TRACE_TEXT_SIZE / sizeof(*op);

    if (!b)
        return;
    put("[");
    for (uint64_t n = 0; n < count && n < most; n++) {
        put("%s{sem_num=%d, sem_op=%d, sem_flg=", n ? ", " : "", op[n].sem_num,
            op[n].sem_op);
        put_sem_flags((unsigned short)op[n].sem_flg);
        put("}");
    }
    put(count > most ? ", ...]" : "]");
}

/* --- signals -------------------------------------------------------------- */

#define SIGNALS_MOST 16         /* a set with more is shown by what it lacks */

static void put_mask(uint64_t mask)
{
    bool most = bits_in(mask) > SIGNALS_MOST;
    const char *between = "";

    put(most ? "~[" : "[");
    for (int signo = 1; signo < NSIG; signo++)
        if (!(mask >> (signo - 1) & 1) == most) {
            put("%s%s", between, signal_name(signo) + 3);   /* no SIG */
            between = " ";
        }
    put("]");
}

void arg_mask(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);

    if (b)
        put_mask(b->words[0]);
}

#define SA_RESTORER 0x04000000

/* The kernel's struct: handler, flags, restorer, mask. */
void arg_action(const struct call *c, int i)
{
    const struct behind *b = behind(c, i);

    if (!b)
        return;
    put("{sa_handler=");
    if (b->words[0] == (uint64_t)SIG_DFL)
        put("SIG_DFL");
    else if (b->words[0] == (uint64_t)SIG_IGN)
        put("SIG_IGN");
    else
        put("%#lx", b->words[0]);
    put(", sa_mask=");
    put_mask(b->words[3]);
    put(", sa_flags=");
    put_action_flags(b->words[1]);
    if (b->words[1] & SA_RESTORER)
        put(", sa_restorer=%#lx", b->words[2]);
    put("}");
}
