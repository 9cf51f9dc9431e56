/* args.c - arguments that are numbers, addresses and texts. See args.h. */
#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include "strace/args.h"

/* --- numbers -------------------------------------------------------------- */

void arg_int(const struct call *c, int i)
{
    put("%d", (int)c->arg[i]);
}

void arg_unsigned(const struct call *c, int i)
{
    put("%lu", c->arg[i]);
}

void arg_long(const struct call *c, int i)
{
    put("%ld", (long)c->arg[i]);
}

void arg_hex(const struct call *c, int i)
{
    put("%#lx", c->arg[i]);
}

void arg_octal(const struct call *c, int i)
{
    put("%#03o", (unsigned)c->arg[i]);
}

void put_pointer(uint64_t address)
{
    if (address)
        put("%#lx", address);
    else
        put("NULL");
}

void arg_pointer(const struct call *c, int i)
{
    put_pointer(c->arg[i]);
}

void arg_fd_at(const struct call *c, int i)
{
    if ((int)c->arg[i] == AT_FDCWD)
        put("AT_FDCWD");
    else
        put("%d", (int)c->arg[i]);
}

void arg_key(const struct call *c, int i)
{
    if ((int)c->arg[i] == IPC_PRIVATE)
        put("IPC_PRIVATE");
    else
        put("%#x", (unsigned)c->arg[i]);
}

/* --- texts ---------------------------------------------------------------- */

/* One character as C would write it; in octal as short as the next allows. */
static void put_character(unsigned char c, char next)
{
    static const char special[] = "\"\\\n\t\r\v\f", letters[] = "\"\\ntrvf";
    const char *found = c ? strchr(special, c) : NULL;

    if (found)
        put("\\%c", letters[found - special]);
    else if (isprint(c))
        put("%c", c);
    else
        put(isdigit((unsigned char)next) ? "\\%03o" : "\\%o", c);
}

void put_quoted(const char *text, size_t length, bool more)
{
    put("\"");
    for (size_t i = 0; i < length; i++)
        put_character(text[i], i + 1 < length ? text[i + 1] : '\0');
    put(more ? "\"..." : "\"");
}

/* Of a call that has failed nothing was read, and the length is its error. */
static void put_text_of(const struct call *c, int i, uint64_t length)
{
    const struct behind *b = &c->behind[i];
    size_t n = length < sizeof(b->bytes) ? length : sizeof(b->bytes);

    if (b->there)
        put_quoted(b->bytes, n, length > n);
    else if (length == 0 && c->arg[i])
        put("\"\"");
    else
        put_pointer(c->arg[i]);
}

/* Ends in 0, or is longer than what we have. */
void arg_path(const struct call *c, int i)
{
    const struct behind *b = &c->behind[i];
    size_t n = strnlen(b->bytes, sizeof(b->bytes));

    if (b->there)
        put_text_of(c, i, n + (n == sizeof(b->bytes)));
    else
        put_pointer(c->arg[i]);
}

void arg_written(const struct call *c, int i)
{
    put_text_of(c, i, c->arg[i + 1]);
}

void arg_read(const struct call *c, int i)
{
    put_text_of(c, i, c->result);
}

/* The same of a text; its end may count as a part of it (getcwd). */
void arg_text_out(const struct call *c, int i)
{
    const struct behind *b = &c->behind[i];
    uint64_t n = c->result;

    if (n > 0 && n <= sizeof(b->bytes) && !b->bytes[n - 1])
        n--;
    put_text_of(c, i, n);
}

/* The words of a command, each with its end, as many as there is room for.
 * Empty ones at the end can't be seen. */
void arg_words(const struct call *c, int i)
{
    const struct behind *b = &c->behind[i];
    size_t used = sizeof(b->bytes), n;

    if (!b->there) {
        put_pointer(c->arg[i]);
        return;
    }
    bool more = b->bytes[used - 1];
    while (used > 0 && !b->bytes[used - 1])
        used--;
    put("[");
    for (size_t at = 0; at < used; at += n + 1) {
        n = strnlen(b->bytes + at, used - at);
        put(at > 0 ? ", " : "");
        put_quoted(b->bytes + at, n, more && at + n == used);
    }
    put(more ? ", ...]" : "]");
}

/* --- arguments that only some commands have ------------------------------- */

void arg_fcntl(const struct call *c, int i)
{
    switch ((int)c->arg[1]) {
    case F_GETFD:
    case F_GETFL:
        break;
    case F_SETFD:
        put(c->arg[i] == FD_CLOEXEC ? "FD_CLOEXEC" : "%#lx", c->arg[i]);
        break;
    case F_SETFL:
        put_opened(c->arg[i]);
        break;
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        put("%d", (int)c->arg[i]);
        break;
    default:
        put_pointer(c->arg[i]);
    }
}

void arg_semctl(const struct call *c, int i)
{
    if ((int)c->arg[2] == SETVAL)
        put("%#lx", c->arg[i]);
    else
        put_pointer(c->arg[i]);
}
