/*
 * main.c - pt shows page tables, as the CPU reads them.
 *
 *     pt [map] [PID]          what the process has mapped, and what it is
 *     pt [walk] ADDRESS [PID] the walk of one address, level by level
 *     pt [PID] ADDRESS        the same
 *     pt diff PID PID         the frames that two processes both have
 *     pt who ADDRESS          who has the frame of a physical address
 *     pt kernel               the kernel's half, the same in every process
 *
 * A process is named by a plain number, an address by one with 0x. Without a
 * PID it is pt itself that is shown.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pt/pt.h"

/* --- what the commands share ---------------------------------------------- */

const struct mapping *view_mapping(const struct view *v, uint64_t va)
{
    return mapping_at(&v->maps, va);
}

static char *next_text(void)
{
    static char ring[4][24];
    static unsigned next;

    return ring[next++ % 4];
}

const char *rights_text(uint64_t permits)
{
    char *text = next_text();

    text[0] = permits & ENTRY_U ? 'u' : '-';
    text[1] = permits & ENTRY_COW ? 'c' : permits & ENTRY_W ? 'w' : '-';
    text[2] = permits & ENTRY_NX ? '-' : 'x';
    text[3] = '\0';
    return text;
}

const char *size_text(uint64_t bytes)
{
    const char *unit = "KMGT";
    char *text = next_text();

    bytes /= 1024;
    while (bytes >= 10240 && bytes % 1024 == 0 && unit[1]) {
        bytes /= 1024;
        unit++;
    }
    sprintf(text, "%lu%c", bytes, *unit);
    return text;
}

int walk_link(const struct walk *w)
{
    for (int level = LEVELS; level > walk_end(w); level--)
        if (w->entry[level] & ENTRY_LINK)
            return level;
    return 0;
}

void view_walks(const struct view *v, struct walks *s, uint64_t half)
{
    walks_begin(s, v->process.pid, half);
    if (s->fd < 0 && errno == EACCES)
        errx(1, "only root and its owner may see the tables of process %d",
             v->process.pid);
    if (s->fd < 0)
        errx(1, "there is no process %d any more", v->process.pid);
}

/* --- arguments ------------------------------------------------------------ */

static _Noreturn void usage(FILE *to, int status)
{
    fprintf(to, "usage: pt [map] [PID]\n"
                    "       pt [walk] ADDRESS [PID]\n"
                    "       pt diff PID PID\n"
                    "       pt who ADDRESS\n"
                    "       pt kernel\n");
    exit(status);
}

static bool is_address(const char *text)
{
    return strncmp(text, "0x", 2) == 0;
}

/* Up to 16 digits behind the 0x. */
static uint64_t address_of(const char *text)
{
    char *end;
    uint64_t n = strtoul(text, &end, 16);

    if (!is_address(text) || !isxdigit((unsigned char)text[2]) || *end ||
        strlen(text) > 18)
        errx(2, "'%s' is no address: write it like 0x401000", text);
    return n;
}

static struct view view_of(const char *text)
{
    struct view v;
    char *end;
    long pid = strtol(text, &end, 10);

    if (!isdigit((unsigned char)*text) || *end)
        errx(2, "'%s' is no process: name it by its number, which ps shows",
             text);
    if (pid != (pid_t)pid || !process_read(pid, &v.process))
        errx(1, "there is no process %s", text);
    if (v.process.state == 'Z')
        errx(1, "process %s has ended; its parent hasn't asked for it yet",
             text);
    v.maps = mappings_read(pid);
    return v;
}

/* Of pt itself, if there is no such argument. */
static struct view view_or_own(const char *text)
{
    char own[12];

    snprintf(own, sizeof(own), "%d", getpid());
    return view_of(text ? text : own);
}

static int walk_command(char **args)
{
    struct view v = view_or_own(args[1]);

    return show_walk(&v, address_of(args[0]));
}

static int map_command(char **args)
{
    struct view v = view_or_own(args[0]);

    return show_map(&v, USER_HALF);
}

static int diff_command(char **args)
{
    struct view a = view_of(args[0]), b = view_of(args[1]);

    return show_difference(&a, &b);
}

static int who_command(char **args)
{
    return show_users(address_of(args[0]));
}

static int kernel_command(char **args)
{
    struct view v = view_or_own(NULL);

    (void)args;
    return show_map(&v, KERNEL_HALF);
}

static const struct command {
    const char *name;
    int least, most;            /* arguments */
    int (*run)(char **args);
} commands[] = {
    { "walk", 1, 2, walk_command },
    { "map", 0, 1, map_command },
    { "diff", 2, 2, diff_command },
    { "who", 1, 1, who_command },
    { "kernel", 0, 0, kernel_command },
};

/* Without a command's name: [PID] [ADDRESS], or ADDRESS [PID]. */
static int short_form(int count, char **args)
{
    if (count > 2)
        usage(stderr, 2);
    if (count > 0 && is_address(args[0]))
        return walk_command(args);
    if (count == 2 && (is_address(args[1]) || isdigit((unsigned char)*args[0])))
        return walk_command((char *[]){ args[1], args[0] });
    if (count == 2)
        errx(2, "'%s' is no command; they are walk, map, diff, who, kernel",
             args[0]);
    return map_command(args);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        usage(stdout, 0);
    for (unsigned i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]);
         i++) {
        const struct command *c = &commands[i];
        if (strcmp(argv[1], c->name) != 0)
            continue;
        if (argc - 2 < c->least || argc - 2 > c->most)
            usage(stderr, 2);
        return c->run(argv + 2);
    }
    return short_form(argc - 1, argv + 1);
}
