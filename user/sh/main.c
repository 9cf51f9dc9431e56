/*
 * main.c - the shell's arguments, and reading commands.
 *
 *     sh                     commands from standard input
 *     sh -c TEXT [NAME [ARGUMENT]...]
 *     sh FILE [ARGUMENT]...
 *
 * Lines are gathered until they make a whole tree (parse.c tells), and that
 * is executed before more is read: a command may change what the next finds.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh/sh.h"

bool interactive;
int last_status;
pid_t last_background, shell_pid;
char **parameters;
int parameter_count;

#define SYNTAX_ERROR 2

void complain(const char *format, ...)
{
    va_list args;

    fflush(stdout);
    fprintf(stderr, "sh: ");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
}

/* --- lines ---------------------------------------------------------------- */

/* Where lines come from: a text, or a descriptor. */
struct source {
    const char *text;
    int fd;
};

struct buffer {
    char *text;
    size_t used, size;
};

static void buffer_put(struct buffer *b, char c)
{
    if (b->used + 2 > b->size) {
        b->size = b->size ? 2 * b->size : 256;
        b->text = realloc(b->text, b->size);
        if (!b->text) {
            complain("out of memory");
            exit(2);
        }
    }
    b->text[b->used++] = c;
    b->text[b->used] = '\0';
}

/* The next character, or EOF. Byte by byte, so that a program that we start
 * finds in the same input what follows its own command. */
static int next_character(struct source *s)
{
    unsigned char c;

    if (s->text)
        return *s->text ? (unsigned char)*s->text++ : EOF;
    ssize_t n = read(s->fd, &c, 1);
    return n == 1 ? c : EOF;
}

/* Append a line; false at the end. Ctrl-C sets *broken. */
static bool read_line(struct source *s, struct buffer *b, bool *broken)
{
    size_t before = b->used;
    int c;

    errno = 0;
    while ((c = next_character(s)) != EOF) {
        buffer_put(b, c);
        if (c == '\n')
            return true;
    }
    *broken = interactive && errno == EINTR;
    return b->used > before;
}

static void prompt(bool first)
{
    char *here;

    if (!first) {
        fprintf(stderr, "> ");
        return;
    }
    jobs_report();
    here = getcwd(NULL, 0);
    fprintf(stderr, "commons:%s%s ", here ? here : "?", geteuid() ? "$" : "#");
    free(here);
}

/* --- commands ------------------------------------------------------------- */

/* Gather lines in `b` until they are a tree; false at the end. */
static bool read_tree(struct source *s, struct buffer *b, struct node **tree)
{
    enum parsed parsed = INCOMPLETE;
    bool broken = false;

    *tree = NULL;
    b->used = 0;
    while (parsed == INCOMPLETE) {
        void *mark = arena_mark();
        if (interactive)
            prompt(b->used == 0);
        if (!read_line(s, b, &broken)) {
            if (broken) {
                fprintf(stderr, "\n");
                last_status = 130;
                return true;
            }
            if (b->used == 0)
                return false;
            complain("the text ends in the middle of a command");
            last_status = SYNTAX_ERROR;
            return false;
        }
        parsed = parse(b->text, tree);
        if (parsed != PARSED) {
            *tree = NULL;
            arena_release(mark);
        }
    }
    if (parsed == WRONG)
        last_status = SYNTAX_ERROR;
    return true;
}

static int run_source(struct source *s)
{
    struct buffer b = { 0 };
    struct node *tree;
    void *mark = arena_mark();

    while (read_tree(s, &b, &tree)) {
        if (tree)
            execute(tree, false);
        loop_exits = 0;
        arena_release(mark);
        if (last_status == SYNTAX_ERROR && !tree && !interactive)
            break;
    }
    free(b.text);
    return last_status;
}

int run_text(const char *text)
{
    struct source s = { text, -1 };

    last_status = 0;
    return run_source(&s);
}

int run_file(const char *path)
{
    struct source s = { NULL, open(path, O_RDONLY) };

    if (s.fd < 0) {
        complain("%s: %s", path, strerror(errno));
        return 127;
    }
    /* Away from the low numbers that the script may redirect. */
    int fd = fcntl(s.fd, F_DUPFD_CLOEXEC, 20);
    if (fd >= 0) {
        close(s.fd);
        s.fd = fd;
    }
    last_status = 0;
    bool was_interactive = interactive;
    interactive = false;
    int status = run_source(&s);
    interactive = was_interactive;
    close(s.fd);
    return status;
}

/* `argv` begins with the script's name. */
static void set_parameters(char **argv)
{
    parameters = argv;
    while (argv[parameter_count + 1])
        parameter_count++;
}

int main(int argc, char **argv)
{
    struct source input = { NULL, STDIN_FILENO };
    int status;

    shell_pid = getpid();
    if (argc > 2 && strcmp(argv[1], "-c") == 0) {
        set_parameters(argc > 3 ? argv + 3 : argv + argc - 1);
        if (argc <= 3)
            parameters = argv, parameter_count = 0;
        status = run_text(argv[2]);
    } else if (argc > 1 && argv[1][0] != '-') {
        set_parameters(argv + 1);
        status = run_file(argv[1]);
    } else if (argc > 1 && strcmp(argv[1], "-i") != 0) {
        fprintf(stderr, "usage: sh [-c TEXT | FILE] [ARGUMENT]...\n");
        return 2;
    } else {
        parameters = argv;
        interactive = argc > 1 || isatty(STDIN_FILENO);
        jobs_init(interactive);
        status = run_source(&input);
        if (interactive) {
            fprintf(stderr, "\n");
            status = 0;
        }
    }
    fflush(stdout);
    return status;
}
