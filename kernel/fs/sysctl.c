/* sysctl.c - see sysctl.h. A line of numbers is read and written as text;
 * what Linux makes of odd texts is made of them here. */
#include "fs/sysctl.h"
#include "fs/procfs.h"
#include "lib/errno.h"
#include "lib/string.h"

static int64_t *number(const struct sysctl *s, unsigned which)
{
    return (int64_t *)s->numbers + which;
}

static int show(struct seq *out, void *arg)
{
    const struct sysctl *s = arg;

    for (unsigned i = 0; i < s->count; i++) {
        int64_t n = __atomic_load_n(number(s, i), __ATOMIC_RELAXED);
        seq_printf(out, "%s", i > 0 ? "\t" : "");
        seq_printf(out, s->natural ? "%lu" : "%ld", n);
    }
    seq_printf(out, "\n");
    return 0;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_spaces(const char *text)
{
    while (is_space(*text))
        text++;
    return text;
}

/* One number of the text, which is followed by white space or nothing. */
static int take(const char **text, bool *negative, uint64_t *n)
{
    *negative = **text == '-';
    *text += *negative;
    if (!parse_natural(text, n) || (**text && !is_space(**text)))
        return -EINVAL;
    *text = skip_spaces(*text);
    return 0;
}

static int set(const struct sysctl *s, unsigned which, bool negative,
               uint64_t n)
{
    int64_t value = negative ? -n : n;

    if (s->natural ? negative : n > INT32_MAX + (uint64_t)negative)
        return -EINVAL;
    if (s->most && (value < 0 || value > s->most))
        return -EINVAL;
    int err = s->check ? s->check(which, value) : 0;
    if (!err)
        __atomic_store_n(number(s, which), value, __ATOMIC_RELAXED);
    return err;
}

/* Fewer numbers leave the others as they are; more are not looked at. */
static ssize_t write(const char *text, void *arg)
{
    const struct sysctl *s = arg;
    const char *at = skip_spaces(text);
    int err = *at ? 0 : -EINVAL;

    for (unsigned i = 0; i < s->count && *at && !err; i++) {
        bool negative;
        uint64_t n;
        err = take(&at, &negative, &n);
        if (!err)
            err = set(s, i, negative, n);
    }
    if (s->changed)
        s->changed();
    return err ? err : at - text;
}

void sysctl_add(const struct sysctl *s)
{
    proc_add_settable(s->path, s->mode, show, write, (void *)s);
}
