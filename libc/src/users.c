/* users.c - /etc/passwd and /etc/group: lines of fields with colons. */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
