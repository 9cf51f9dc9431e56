/* signal.c - signals, and the ends of processes. See strace.h. */
#include <signal.h>
#include <sys/wait.h>
#include "strace/strace.h"

#define SI_TKILL (-6)
#define FPE_FLTINV 7
#define CODE(signo, code) { signo, code, #code }

static const struct code {
    int signo;                  /* 0: of any */
    int code;
    const char *name;
} codes[] = {
    CODE(0, SI_USER), CODE(0, SI_KERNEL), CODE(0, SI_TKILL),
    CODE(SIGSEGV, SEGV_MAPERR), CODE(SIGSEGV, SEGV_ACCERR),
    CODE(SIGBUS, BUS_ADRALN), CODE(SIGBUS, BUS_ADRERR),
    CODE(SIGILL, ILL_ILLOPN),
    CODE(SIGFPE, FPE_INTDIV), CODE(SIGFPE, FPE_FLTINV),
    CODE(SIGTRAP, TRAP_BRKPT), CODE(SIGTRAP, TRAP_TRACE),
    CODE(SIGCHLD, CLD_EXITED), CODE(SIGCHLD, CLD_KILLED),
    CODE(SIGCHLD, CLD_STOPPED), CODE(SIGCHLD, CLD_CONTINUED),
};

static const char *code_name(int signo, int code)
{
    static char text[12];

    for (unsigned i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if ((!codes[i].signo || codes[i].signo == signo) &&
            codes[i].code == code)
            return codes[i].name;
    snprintf(text, sizeof(text), "%d", code);
    return text;
}

static bool is_fault(int signo)
{
    return signo == SIGSEGV || signo == SIGBUS || signo == SIGILL ||
           signo == SIGFPE;
}

/* What siginfo_t has besides, by signal and code. */
static void info_text(char *text, size_t size, int signo, int code,
                      uint64_t word, int status)
{
    int pid = word, uid = word >> 32;

    if (signo == SIGCHLD && code == CLD_EXITED)
        snprintf(text, size, ", si_pid=%d, si_uid=%d, si_status=%d", pid, uid,
                 status);
    else if (signo == SIGCHLD && code > SI_USER && code != SI_KERNEL)
        snprintf(text, size, ", si_pid=%d, si_uid=%d, si_status=%s", pid, uid,
                 signal_name(status));
    else if (code == SI_USER || code == SI_TKILL)
        snprintf(text, size, ", si_pid=%d, si_uid=%d", pid, uid);
    else if (is_fault(signo) && word)
        snprintf(text, size, ", si_addr=%#lx", word);
    else if (is_fault(signo))
        snprintf(text, size, ", si_addr=NULL");
    else
        *text = '\0';
}

/* Of one that is ignored the kernel tells when it is sent, of others when they
 * are taken. */
void signal_show(const struct trace_event *e)
{
    struct traced *p = traced_find(e->arg[0]);
    int signo = e->what, code = e->arg[1];
    char info[96];

    if (!p || !p->started)
        return;
    info_text(info, sizeof(info), signo, code, e->arg[2], e->arg[3] >> 32);
    line_of(p, "--- %s {si_signo=%s, si_code=%s%s} ---", signal_name(signo),
            signal_name(signo), code_name(signo, code), info);
}

void exit_show(struct traced *p, int status)
{
    if (WIFEXITED(status))
        line_of(p, "+++ exited with %d +++", WEXITSTATUS(status));
    else
        line_of(p, "+++ killed by %s +++", signal_name(WTERMSIG(status)));
}
