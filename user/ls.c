/*
 * ls.c - lists files.
 *
 *     ls [-l] [-a] [-R] [FILE]...
 *
 * -l: kind and permissions, links, owner, group, size, time; -a: also names
 * that begin with a dot; -R: also what is in folders, however deep. On a
 * terminal names stand in columns.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WIDTH 80

struct entry {
    char *name;
    struct stat stat;
};

struct list {
    struct entry *entries;
    size_t count;
};

static bool is_long, show_all, recursive, failed;
static bool printed;                /* something, so that a gap is needed */

/* Append the file `path`, shown as `name`. */
static void add(struct list *l, const char *name, const char *path)
{
    struct entry e = { .name = strdup(name) };

    if (lstat(path, &e.stat) < 0) {
        warn("%s", path);
        failed = true;
        free(e.name);
        return;
    }
    l->entries = realloc(l->entries, (l->count + 1) * sizeof(e));
    if (!l->entries)
        errx(1, "out of memory");
    l->entries[l->count++] = e;
}

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static void sort(struct list *l)
{
    qsort(l->entries, l->count, sizeof(l->entries[0]), by_name);
}

static void list_free(struct list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->entries[i].name);
    free(l->entries);
}

/* --- printing ------------------------------------------------------------- */

static char kind(mode_t mode)
{
    return S_ISDIR(mode) ? 'd' : S_ISCHR(mode) ? 'c' : S_ISFIFO(mode) ? 'p' :
           S_ISLNK(mode) ? 'l' : S_ISBLK(mode) ? 'b' : '-';
}

static void print_mode(mode_t mode)
{
    char text[] = "rwxrwxrwx";

    for (int i = 0; i < 9; i++)
        if (!(mode & (0400 >> i)))
            text[i] = '-';
    if (mode & S_ISUID)
        text[2] = text[2] == 'x' ? 's' : 'S';
    if (mode & S_ISGID)
        text[5] = text[5] == 'x' ? 's' : 'S';
    if (mode & S_ISVTX)
        text[8] = text[8] == 'x' ? 't' : 'T';
    printf("%c%s", kind(mode), text);
}

static void print_owner(const struct stat *s)
{
    struct passwd *p = getpwuid(s->st_uid);
    struct group *g = getgrgid(s->st_gid);

    if (p)
        printf(" %-8s", p->pw_name);
    else
        printf(" %-8u", s->st_uid);
    if (g)
        printf(" %-8s", g->gr_name);
    else
        printf(" %-8u", s->st_gid);
}

static void print_long(const struct entry *e)
{
    char when[32];

    print_mode(e->stat.st_mode);
    printf(" %3lu", (unsigned long)e->stat.st_nlink);
    print_owner(&e->stat);
    strftime(when, sizeof(when), "%Y-%m-%d %H:%M",
             localtime(&e->stat.st_mtime));
    printf(" %9ld %s %s\n", (long)e->stat.st_size, when, e->name);
}

/* As many columns as fit, filled downward. */
static void print_columns(const struct list *l)
{
    size_t widest = 1;

    for (size_t i = 0; i < l->count; i++)
        if (strlen(l->entries[i].name) > widest)
            widest = strlen(l->entries[i].name);
    size_t columns = WIDTH / (widest + 2);
    columns = columns ? columns : 1;
    size_t rows = (l->count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < l->count; i += rows)
            printf("%-*s", i + rows < l->count ? (int)widest + 2 : 0,
                   l->entries[i].name);
        printf("\n");
    }
}

static void print(struct list *l)
{
    if (l->count == 0)
        return;
    sort(l);
    if (!is_long && isatty(STDOUT_FILENO)) {
        print_columns(l);
        return;
    }
    for (size_t i = 0; i < l->count; i++) {
        if (is_long)
            print_long(&l->entries[i]);
        else
            puts(l->entries[i].name);
    }
}

/* --- what to list --------------------------------------------------------- */

static void list_folder(const char *path, bool named);

static void list_subfolders(const char *path, const struct list *l)
{
    char full[PATH_MAX];

    for (size_t i = 0; i < l->count; i++) {
        const char *name = l->entries[i].name;
        if (!S_ISDIR(l->entries[i].stat.st_mode) || strcmp(name, ".") == 0 ||
            strcmp(name, "..") == 0)
            continue;
        snprintf(full, sizeof(full), "%s/%s", path, name);
        list_folder(full, true);
    }
}

static void read_folder(DIR *d, const char *path, struct list *l)
{
    struct dirent *e;
    char full[PATH_MAX];

    while ((e = readdir(d))) {
        if (e->d_name[0] == '.' && !show_all)
            continue;
        snprintf(full, sizeof(full), "%s/%s", path, e->d_name);
        add(l, e->d_name, full);
    }
}

static void list_folder(const char *path, bool named)
{
    DIR *d = opendir(path);
    struct list l = { 0 };

    if (!d) {
        warn("%s", path);
        failed = true;
        return;
    }
    read_folder(d, path, &l);
    closedir(d);
    if (named)
        printf("%s%s:\n", printed ? "\n" : "", path);
    printed = true;
    print(&l);
    if (recursive)
        list_subfolders(path, &l);
    list_free(&l);
}

static void list_arguments(char **names)
{
    struct list files = { 0 }, folders = { 0 };
    bool several = recursive || (names[0] && names[1]);
    struct stat s;

    for (; *names; names++)
        add(stat(*names, &s) == 0 && S_ISDIR(s.st_mode) ? &folders : &files,
            *names, *names);
    print(&files);
    printed = files.count > 0;
    sort(&folders);
    for (size_t i = 0; i < folders.count; i++)
        list_folder(folders.entries[i].name, several);
}

int main(int argc, char **argv)
{
    char *here[] = { ".", NULL };
    int option;

    while ((option = getopt(argc, argv, "laR1")) != -1) {
        is_long |= option == 'l';
        show_all |= option == 'a';
        recursive |= option == 'R';
        if (option == '?') {
            fprintf(stderr, "usage: ls [-l] [-a] [-R] [FILE]...\n");
            return 2;
        }
    }
    list_arguments(optind < argc ? argv + optind : here);
    return failed;
}
