/*
 * sh.h - the shell: a text becomes a tree, and the tree is executed.
 *
 * main.c reads commands, parse.c makes trees of them (the grammar is there),
 * execute.c walks the trees and starts programs, expand.c makes arguments of
 * words ($VAR, quotes, *), arith.c computes $((...)), jobs.c keeps processes
 * and the terminal, builtins.c has what can't be a program, and arena.c the
 * memory of all this. Read parse.c next.
 *
 * Simplified: every variable is an environment variable; no functions or
 * aliases.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum kind {
    SIMPLE,             /* words, assignments, redirections */
    PIPE,               /* left | right */
    AND, OR,            /* left && right, left || right */
    NOT,                /* ! left */
    SEQUENCE,           /* left; right */
    BACKGROUND,         /* left & */
    SUBSHELL, GROUP,    /* ( left )  { left; } */
    IF,                 /* if left; then right; else other; fi */
    WHILE, UNTIL,       /* while left; do right; done */
    FOR,                /* for name in words; do right; done */
    CASE,               /* case words in other esac */
    CLAUSE,             /* words) left;; other */
};

struct word {
    struct word *next;
    const char *text;           /* as typed, with its quotes */
};

struct redirect {
    struct redirect *next;
    int fd;                     /* the descriptor that changes */
    int flags;                  /* of open(), or one of these */
    const char *target;         /* a word; or the here-document's lines */
};
#define COPY (-1)               /* of the descriptor `target`, >&1 */
#define HERE (-2)               /* << */
#define HERE_PLAIN (-3)         /* << with quotes: $ means nothing */

struct node {
    enum kind kind;
    struct node *left, *right, *other;
    struct word *assignments, *words;
    struct redirect *redirects;
    const char *name;           /* FOR's variable */
    bool all_parameters;        /* FOR without "in" */
    const char *text;           /* as typed, for messages */
};

/* --- arena.c: memory that goes all at once -------------------------------- */

/* Never NULL: without memory the shell ends. */
void *keep(size_t size);
char *keep_text(const char *text, size_t length);

/* Everything kept after arena_mark() goes by arena_release() of its result. */
void *arena_mark(void);
void arena_release(void *mark);

/* --- parse.c -------------------------------------------------------------- */

enum parsed {
    PARSED,             /* *tree is the result, NULL for nothing to do */
    INCOMPLETE,         /* more lines are needed */
    WRONG,              /* a message was printed */
};
enum parsed parse(const char *text, struct node **tree);

/* Where a quoted or substituted part ends that begins at `p`: '..' ".." \c
 * ${..} $(..) `..`. NULL if the text ends before. */
const char *skip_quoted(const char *p);

/* --- expand.c ------------------------------------------------------------- */

/* The fields that the words give, ended by NULL. */
char **expand_words(const struct word *words, int *count);

/* The one text that a word gives: no splitting, no file names. */
char *expand_text(const char *word);

/* The same as a pattern for matches(), in which what was quoted is plain. */
char *expand_pattern(const char *word);

/* The lines of a here-document, with $ and back quotes replaced. */
char *expand_lines(const char *lines);

/* Does the name match the pattern, of * ? [a-z] and \c? */
bool matches(const char *pattern, const char *name);

/* --- arith.c -------------------------------------------------------------- */

/* The value of an expression; prints a message if it is none, and gives 0. */
long arithmetic(const char *text);

/* --- execute.c ------------------------------------------------------------ */

/* Execute a tree; the result is the exit status, as in $?. With `last` the
 * caller does nothing afterwards, so that the process may become the program. */
int execute(const struct node *n, bool last);

/* fork() that complains; in the child everything is set up to run commands. */
pid_t fork_shell(void);

/* Run a program in the foreground; its exit status. */
int run_command(char **argv);

extern int loop_exits;          /* break, continue: loops to leave */
extern bool loop_continues;     /* ... the last of them goes on */
extern int loop_depth;

/* --- jobs.c --------------------------------------------------------------- */

struct job;

/* An interactive shell takes the terminal; job control is off otherwise. */
void jobs_init(bool interactive);

/* In a child: default signals, no jobs of its own. */
void jobs_forget(void);

struct job *job_new(const char *text);

/* Fork a process of the job; with `foreground` it gets the terminal. 0 in the
 * child; -1 and a message if that fails. */
pid_t job_fork(struct job *j, bool foreground);

/* Wait until the job ends or stops; its exit status. */
int job_wait(struct job *j);

/* The job goes on by itself; says so if interactive. */
void job_background(struct job *j);

/* Tell of background jobs that ended, without waiting. */
void jobs_report(void);

/* Builtins: wait, jobs, fg, bg, kill: the program, but it knows %N. */
int builtin_kill(char **argv);
int builtin_wait(char **argv);
int builtin_jobs(char **argv);
int builtin_fg(char **argv);
int builtin_bg(char **argv);

/* --- builtins.c ----------------------------------------------------------- */

typedef int builtin(char **argv);

/* The builtin command of that name, or NULL. */
builtin *builtin_find(const char *name);

/* --- main.c --------------------------------------------------------------- */

/* Run the commands of a text or a file; their exit status. */
int run_text(const char *text);
int run_file(const char *path);

/* printf() to standard error, after the shell's name. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

extern bool interactive;
extern int last_status;             /* $? */
extern pid_t last_background;       /* $! */
extern pid_t shell_pid;             /* $$ */
extern char **parameters;           /* $0, $1, ... */
extern int parameter_count;         /* $# */
