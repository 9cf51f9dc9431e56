/*
 * ls.c - lists files.
 *
 *     ls [-l] [-a] [FILE]...
 *
 * -l: kind and permissions, links, owner, group, size, time; -a: also names
 * that begin with a dot. On a terminal names stand in columns.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <grp.h>
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

static bool is_long, show_all, failed;

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
    qsort(l->entries, l->count, sizeof(l->entries[0]), by_name);
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

static void list_directory(const char *path)
{
    DIR *d = opendir(path);
    struct list l = { 0 };
    struct dirent *e;
    char full[4096];

    if (!d) {
        warn("%s", path);
        failed = true;
        return;
    }
    while ((e = readdir(d))) {
        if (e->d_name[0] == '.' && !show_all)
            continue;
        snprintf(full, sizeof(full), "%s/%s", path, e->d_name);
        add(&l, e->d_name, full);
    }
    closedir(d);
    print(&l);
}

static bool is_directory(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

int main(int argc, char **argv)
{
    struct list files = { 0 };
    int option;

    while ((option = getopt(argc, argv, "la1")) != -1) {
        is_long |= option == 'l';
        show_all |= option == 'a';
        if (option == '?') {
            fprintf(stderr, "usage: ls [-l] [-a] [FILE]...\n");
            return 2;
        }
    }
    if (optind == argc)
        list_directory(".");
    for (int i = optind; i < argc; i++)
        if (!is_directory(argv[i]))
            add(&files, argv[i], argv[i]);
    print(&files);
    for (int i = optind; i < argc; i++) {
        if (!is_directory(argv[i]))
            continue;
        if (argc - optind > 1)
            printf("%s%s:\n", i > optind || files.count ? "\n" : "", argv[i]);
        list_directory(argv[i]);
    }
    return failed;
}
