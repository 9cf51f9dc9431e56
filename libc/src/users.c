/* users.c - /etc/passwd and /etc/group: lines of fields with colons. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIELDS 7

/* The line of `file` whose field `which` is `value`, cut in fields. */
static int find(const char *file, int which, const char *value, char *line,
                size_t size, char *fields[FIELDS])
{
    FILE *f = fopen(file, "r");
    int found = 0;

    while (f && !found && fgets(line, size, f)) {
        char *rest = line;
        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < FIELDS; i++) {
            fields[i] = strsep(&rest, ":");
            fields[i] = fields[i] ? fields[i] : "";
        }
        found = strcmp(fields[which], value) == 0;
    }
    if (f)
        fclose(f);
    return found;
}

static struct passwd *find_user(int which, const char *value)
{
    static char line[256], *f[FIELDS];
    static struct passwd p;

    if (!find("/etc/passwd", which, value, line, sizeof(line), f))
        return NULL;
    p = (struct passwd){ f[0], f[1], atoi(f[2]), atoi(f[3]), f[4], f[5], f[6] };
    return &p;
}

static struct group *find_group(int which, const char *value)
{
    static char line[256], *f[FIELDS], *nobody[1];
    static struct group g;

    if (!find("/etc/group", which, value, line, sizeof(line), f))
        return NULL;
    g = (struct group){ f[0], f[1], atoi(f[2]), nobody };
    return &g;
}

struct passwd *getpwnam(const char *name)
{
    return find_user(0, name);
}

struct passwd *getpwuid(uid_t uid)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", uid);
    return find_user(2, text);
}

struct group *getgrnam(const char *name)
{
    return find_group(0, name);
}

struct group *getgrgid(gid_t gid)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", gid);
    return find_group(2, text);
}

/* Is the name one of those that commas separate? */
static int is_listed(const char *name, const char *list)
{
    size_t length = strlen(name);

    while (list && *list) {
        size_t item = strcspn(list, ",\n");
        if (item == length && strncmp(list, name, length) == 0)
            return 1;
        list += item + (list[item] != '\0');
    }
    return 0;
}

/* Of `room` places, the first ones: the group given, and each that lists the
 * user. How many there are. */
static int groups_of(const char *user, gid_t first, gid_t *groups, int room)
{
    char line[256], *field[4];
    FILE *f = fopen("/etc/group", "r");
    int n = 0;

    if (n++ < room)
        groups[0] = first;
    while (f && fgets(line, sizeof(line), f)) {
        char *rest = line;
        for (int i = 0; i < 4; i++)
            field[i] = strsep(&rest, ":");
        if (!field[3] || !is_listed(user, field[3]) ||
            (gid_t)atoi(field[2]) == first)
            continue;
        if (n++ < room)
            groups[n - 1] = atoi(field[2]);
    }
    if (f)
        fclose(f);
    return n;
}

int getgrouplist(const char *user, gid_t first, gid_t *groups, int *count)
{
    int room = *count;

    *count = groups_of(user, first, groups, room);
    return *count > room ? -1 : *count;
}

int initgroups(const char *user, gid_t first)
{
    gid_t groups[32];
    int n = groups_of(user, first, groups, 32);

    return setgroups(n < 32 ? n : 32, groups);
}
