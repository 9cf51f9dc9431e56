/* flags.c - names of bits and values. See strace.h. */
#include <errno.h>
#include <signal.h>
#include "strace/strace.h"

void put_flags(uint64_t value, const struct name *names, const char *unknown)
{
    const char *between = "";
    uint64_t rest = value;

    for (; names->name; names++)
        if (names->value ? (rest & names->value) == names->value : value == 0) {
            put("%s%s", between, names->name);
            between = "|";
            rest &= ~names->value;
        }
    if (rest && *between)
        put("|%#lx", rest);
    else if (rest)
        put("%#lx /* %s */", rest, unknown);
    else if (!*between)
        put("0");
}

void put_name(uint64_t value, const struct name *names, const char *unknown)
{
    while (names->name && names->value != value)
        names++;
    if (names->name)
        put("%s", names->name);
    else
        put("%#lx /* %s */", value, unknown);
}

#define N(name) { name, #name }

const struct name errors[] = {
    N(EPERM), N(ENOENT), N(ESRCH), N(EINTR), N(EIO), N(ENXIO), N(E2BIG),
    N(ENOEXEC), N(EBADF), N(ECHILD), N(EAGAIN), N(ENOMEM), N(EACCES),
    N(EFAULT), N(ENOTBLK), N(EBUSY), N(EEXIST), N(EXDEV), N(ENODEV),
    N(ENOTDIR), N(EISDIR), N(EINVAL), N(ENFILE), N(EMFILE), N(ENOTTY),
    N(ETXTBSY), N(EFBIG), N(ENOSPC), N(ESPIPE), N(EROFS), N(EMLINK), N(EPIPE),
    N(EDOM), N(ERANGE), N(EDEADLK), N(ENAMETOOLONG), N(ENOLCK), N(ENOSYS),
    N(ENOTEMPTY), N(ELOOP), N(ENOMSG), N(EIDRM), N(EOVERFLOW), N(EILSEQ),
    N(EOPNOTSUPP), N(ETIMEDOUT), N(EALREADY), N(EINPROGRESS), N(ECANCELED),
    N(EOWNERDEAD), { 0, NULL }
};

const struct name signals[] = {
    N(SIGHUP), N(SIGINT), N(SIGQUIT), N(SIGILL), N(SIGTRAP), N(SIGABRT),
    N(SIGBUS), N(SIGFPE), N(SIGKILL), N(SIGUSR1), N(SIGSEGV), N(SIGUSR2),
    N(SIGPIPE), N(SIGALRM), N(SIGTERM), N(SIGSTKFLT), N(SIGCHLD), N(SIGCONT),
    N(SIGSTOP), N(SIGTSTP), N(SIGTTIN), N(SIGTTOU), N(SIGURG), N(SIGXCPU),
    N(SIGXFSZ), N(SIGVTALRM), N(SIGPROF), N(SIGWINCH), N(SIGIO), N(SIGPWR),
    N(SIGSYS), { 0, NULL }
};

int bits_in(uint64_t set)
{
    int n = 0;

    for (; set; set &= set - 1)
        n++;
    return n;
}

#define SIGNAL_REALTIME 32      /* SIGRT_0 */

const char *signal_name(int signo)
{
    static char text[24];

    for (const struct name *n = signals; n->name; n++)
        if (n->value == (uint64_t)signo)
            return n->name;
    if (signo >= SIGNAL_REALTIME)
        snprintf(text, sizeof(text), "SIGRT_%d", signo - SIGNAL_REALTIME);
    else
        snprintf(text, sizeof(text), "%d", signo);
    return text;
}

void put_signal(int signo)
{
    put("%s", signal_name(signo));
}
