/*
 * id.c - says whose process this is, or who a user is, as coreutils' id does.
 *
 *     id [USER]                real ids, effective ones where they differ,
 *                              groups
 *     id -u|-g|-G [-n] [-r] [USER]
 *                              one user, group, or all groups; names, real ids
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define GROUPS 64

struct who {
    uid_t uid, euid;
    gid_t gid, egid;
    int count;
    gid_t groups[GROUPS];
};

static const char *user_name(uid_t uid)
{
    struct passwd *p = getpwuid(uid);

    return p ? p->pw_name : NULL;
}

static const char *group_name(gid_t gid)
{
    struct group *g = getgrgid(gid);

    return g ? g->gr_name : NULL;
}

/* The effective group comes first, and then the others, not repeating it or
 * one another in a row. */
static struct who myself(void)
{
    struct who w = { getuid(), geteuid(), getgid(), getegid(), 1, { 0 } };
    gid_t further[GROUPS];
    int n = getgroups(GROUPS - 1, further);

    w.groups[0] = w.egid;
    for (int i = 0; i < n; i++)
        if (further[i] != w.egid && further[i] != w.groups[w.count - 1])
            w.groups[w.count++] = further[i];
    return w;
}

static struct who another(const char *name)
{
    struct passwd *p = getpwnam(name);

    if (!p)
        errx(1, "'%s': no such user", name);
    struct who w = { p->pw_uid, p->pw_uid, p->pw_gid, p->pw_gid, GROUPS,
                     { 0 } };
    getgrouplist(name, p->pw_gid, w.groups, &w.count);
    return w;
}

static void print_full(const char *what, unsigned id, const char *name)
{
    printf("%s%u", what, id);
    if (name)
        printf("(%s)", name);
}

static void print_all(const struct who *w)
{
    print_full("uid=", w->uid, user_name(w->uid));
    print_full(" gid=", w->gid, group_name(w->gid));
    if (w->euid != w->uid)
        print_full(" euid=", w->euid, user_name(w->euid));
    if (w->egid != w->gid)
        print_full(" egid=", w->egid, group_name(w->egid));
    for (int i = 0; i < w->count; i++)
        print_full(i == 0 ? " groups=" : ",", w->groups[i],
                   group_name(w->groups[i]));
    printf("\n");
}

static void no_name(const char *what, unsigned id)
{
    fflush(stdout);
    warnx("cannot find name for %s ID %u", what, id);
}

/* One id, by name if asked; false if it has none. */
static bool print_user(uid_t id, bool by_name)
{
    const char *name = by_name ? user_name(id) : NULL;

    if (by_name && !name)
        no_name("user", id);
    if (name)
        printf("%s", name);
    else
        printf("%u", id);
    return !by_name || name;
}

static bool print_group(gid_t id, bool by_name)
{
    const char *name = by_name ? group_name(id) : NULL;

    if (by_name && !name)
        no_name("group", id);
    if (name)
        printf("%s", name);
    else
        printf("%u", id);
    return !by_name || name;
}

/* The real group, the effective one, and the rest, each once. */
static bool print_groups(const struct who *w, bool by_name)
{
    bool good = print_group(w->gid, by_name);

    if (w->egid != w->gid) {
        printf(" ");
        good &= print_group(w->egid, by_name);
    }
    for (int i = 0; i < w->count; i++) {
        if (w->groups[i] == w->gid || w->groups[i] == w->egid)
            continue;
        printf(" ");
        good &= print_group(w->groups[i], by_name);
    }
    return good;
}

int main(int argc, char **argv)
{
    bool by_name = false, real = false, good;
    int option, what = 0;

    while ((option = getopt(argc, argv, "ugGnr")) != -1) {
        switch (option) {
        case 'n': by_name = true; break;
        case 'r': real = true; break;
        case '?': return 1;
        default:
            if (what && what != option)
                errx(1, "cannot print \"only\" of more than one choice");
            what = option;
        }
    }
    if ((by_name || real) && !what)
        errx(1, "cannot print only names or real IDs in default format");
    struct who w = optind < argc ? another(argv[optind]) : myself();
    uid_t user = real ? w.uid : w.euid;
    gid_t group = real ? w.gid : w.egid;
    if (!what) {
        print_all(&w);
        return 0;
    }
    if (what == 'u')
        good = print_user(user, by_name);
    else if (what == 'g')
        good = print_group(group, by_name);
    else
        good = print_groups(&w, by_name);
    printf("\n");
    return !good;
}
