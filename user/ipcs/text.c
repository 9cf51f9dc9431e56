/* text.c - names and times as ipcs shows them. */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include "ipcs/ipcs.h"

#define TEXT_SIZE 32

static char *next_text(void)
{
    static char texts[4][TEXT_SIZE];
    static int next;

    return texts[next++ % 4];
}

static const char *name_or_number(const char *name, unsigned number)
{
    char *text = next_text();

    if (name)
        snprintf(text, TEXT_SIZE, "%s", name);
    else
        snprintf(text, TEXT_SIZE, "%u", number);
    return text;
}

const char *user_name(unsigned uid)
{
    struct passwd *p = getpwuid(uid);

    return name_or_number(p ? p->pw_name : NULL, uid);
}

const char *group_name(unsigned gid)
{
    struct group *g = getgrgid(gid);

    return name_or_number(g ? g->gr_name : NULL, gid);
}

static const char *time_text(time_t t, const char *format)
{
    char *text = next_text();

    if (t)
        strftime(text, TEXT_SIZE, format, localtime(&t));
    else
        strcpy(text, "Not set");
    return text;
}

const char *short_time(time_t t)
{
    return time_text(t, "%b %d %H:%M:%S");
}

const char *long_time(time_t t)
{
    return time_text(t, "%a %b %e %H:%M:%S %Y");
}

void not_found(int id)
{
    warnx("id %d not found", id);
}
