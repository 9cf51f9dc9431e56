/* maps.c - see maps.h. */
#include "lib/maps.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 48

/* Of a mapping without a name; `file`: its pages come from one. What follows
 * the program's data is the part of them that is zero at first. */
static enum mapping_kind kind_of_unnamed(const struct mapping *m, bool file,
                                         const struct mapping *before)
{
    if (m->rights[3] == 's')
        return MAPPING_SHARED;
    if (file)
        return m->rights[2] == 'x' ? MAPPING_TEXT :
               m->rights[1] == 'w' ? MAPPING_DATA : MAPPING_CONSTANTS;
    return before && before->kind == MAPPING_DATA && before->end == m->start
               ? MAPPING_DATA : MAPPING_PRIVATE;
}

/* "START-END RIGHTS OFFSET DEVICE INODE NAME" (proc(5)); a segment's inode is
 * its id. */
static bool parse(const char *line, const struct mapping *before,
                  struct mapping *m)
{
    char name[NAME_SIZE] = "";
    int minor;

    if (sscanf(line, "%lx-%lx %4s %*x %*x:%x %d %47s", &m->start, &m->end,
               m->rights, &minor, &m->shmid, name) < 5)
        return false;
    if (sscanf(name, "/SYSV%x", &m->key) == 1)
        m->kind = MAPPING_SEGMENT;
    else if (strcmp(name, "[heap]") == 0)
        m->kind = MAPPING_HEAP;
    else if (strcmp(name, "[stack]") == 0)
        m->kind = MAPPING_STACK;
    else
        m->kind = kind_of_unnamed(m, minor != 0, before);
    return true;
}

struct mappings mappings_read(pid_t pid)
{
    struct mappings m = { NULL, 0 };
    char path[32], line[160];

    snprintf(path, sizeof(path), "/proc/%d/maps", pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return (struct mappings){ NULL, -1 };
    while (fgets(line, sizeof(line), f)) {
        struct mapping *longer =
            realloc(m.list, (m.count + 1) * sizeof(*longer));
        if (!longer)
            break;              /* the rest is without names */
        m.list = longer;
        m.count += parse(line, m.count ? &longer[m.count - 1] : NULL,
                         &longer[m.count]);
    }
    fclose(f);
    return m;
}

const struct mapping *mapping_at(const struct mappings *m, uint64_t address)
{
    for (int i = 0; i < m->count; i++)
        if (m->list[i].start <= address && address < m->list[i].end)
            return &m->list[i];
    return NULL;
}

const char *mapping_name(const struct mapping *m)
{
    static const char *const names[] = {
        "program text", "program constants", "program data", "heap", "stack",
        "private memory", "shared memory",
    };
    static char ring[4][NAME_SIZE];
    static unsigned next;

    if (!m)
        return "nothing";
    if (m->kind != MAPPING_SEGMENT)
        return names[m->kind];
    char *text = ring[next++ % 4];
    snprintf(text, NAME_SIZE, "segment %d (key %#x)", m->shmid, m->key);
    return text;
}
