/* results.c - see results.h. */
#include <fcntl.h>
#include <string.h>
#include "strace/args.h"
#include "strace/results.h"

#define ERRORS_MAX 4095

/* Inside the kernel (lib/errno.h): a signal broke the call off. A program never
 * sees these. */
static const struct { int number; const char *text; } restarts[] = {
    { 512, "ERESTARTSYS (To be restarted if SA_RESTART is set)" },
    { 513, "ERESTARTNOINTR (To be restarted)" },
    { 514, "ERESTARTNOHAND (To be restarted if no handler)" },
};

static void put_error(int number)
{
    for (unsigned i = 0; i < sizeof(restarts) / sizeof(restarts[0]); i++)
        if (restarts[i].number == number) {
            put("? %s", restarts[i].text);
            return;
        }
    put("-1 ");
    put_name(number, errors, "errno");
    put(" (%s)", strerror(number));
}

void result_address(const struct call *c)
{
    put("%#lx", c->result);
}

void result_octal(const struct call *c)
{
    put("%#03lo", c->result);
}

void result_fcntl(const struct call *c)
{
    if ((int)c->arg[1] == F_GETFL) {
        put("%#lx (flags ", c->result);
        put_opened(c->result);
        put(")");
    } else if ((int)c->arg[1] == F_GETFD && c->result == FD_CLOEXEC) {
        put("0x1 (flags FD_CLOEXEC)");
    } else {
        put("%ld", c->result);
    }
}

/* It doesn't come back. */
void result_none(const struct call *c)
{
    (void)c;
    put("?");
}

void put_result(const struct call *c, result_shower *show)
{
    put(") ");
    put_column();
    put("= ");
    if (c->done && c->result < 0 && c->result >= -ERRORS_MAX)
        put_error(-c->result);
    else if (!c->done)
        put("?");
    else if (show)
        show(c);
    else
        put("%ld", c->result);
}
