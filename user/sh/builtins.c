/* builtins.c - the commands that must run in the shell itself, since they
 * change it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh/sh.h"

extern char **environ;

static int builtin_nothing(char **argv)
{
    (void)argv;
    return 0;
}

static int builtin_cd(char **argv)
{
    const char *to = argv[1] ? argv[1] : getenv("HOME");

    if (to && strcmp(to, "-") == 0)
        to = getenv("OLDPWD");
    char *here = getcwd(NULL, 0);
    if (chdir(to ? to : "/") < 0) {
        complain("cd: %s: %s", to, strerror(errno));
        free(here);
        return 1;
    }
    if (here)
        setenv("OLDPWD", here, 1);
    free(here);
    return 0;
}

/* That a session at the terminal ends is no failure of its last command. */
static int builtin_exit(char **argv)
{
    int status = interactive ? 0 : last_status;

    fflush(stdout);
    exit(argv[1] ? atoi(argv[1]) & 0xff : status);
}

static int builtin_export(char **argv)
{
    for (int i = 1; argv[i]; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals)
            setenv(keep_text(argv[i], equals - argv[i]), equals + 1, 1);
    }
    return 0;
}

static int builtin_unset(char **argv)
{
    for (int i = 1; argv[i]; i++)
        unsetenv(argv[i]);
    return 0;
}

/* Without arguments: print the variables. Else the new $1, $2, ... */
static int builtin_set(char **argv)
{
    static char **given;            /* outlives the command */
    int count = 0, first = 1;

    if (!argv[1]) {
        for (char **v = environ; *v; v++)
            puts(*v);
        return 0;
    }
    first += strcmp(argv[1], "--") == 0;
    while (argv[first + count])
        count++;
    char **new = calloc(count + 2, sizeof(char *));
    if (!new)
        return 1;
    new[0] = parameters[0];
    for (int i = 0; i < count; i++)
        new[i + 1] = strdup(argv[first + i]);
    for (int i = 1; given && given[i]; i++)
        free(given[i]);
    free(given);
    parameters = given = new;
    parameter_count = count;
    return 0;
}

static int builtin_shift(char **argv)
{
    (void)argv;
    if (parameter_count == 0)
        return 1;
    for (int i = 1; i <= parameter_count; i++)
        parameters[i] = parameters[i + 1];
    parameter_count--;
    return 0;
}

static int builtin_read(char **argv)
{
    char line[1024], c;
    size_t used = 0;
    ssize_t n;

    while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
        if (used < sizeof(line) - 1)
            line[used++] = c;
    line[used] = '\0';
    char *rest = line;
    for (int i = 1; argv[i]; i++) {         /* the last name takes the rest */
        rest += strspn(rest, " \t");
        char *end = rest + (argv[i + 1] ? strcspn(rest, " \t") : strlen(rest));
        setenv(argv[i], keep_text(rest, end - rest), 1);
        rest = end;
    }
    return n == 1 ? 0 : 1;
}

static int leave_loops(char **argv, bool go_on)
{
    int count = argv[1] ? atoi(argv[1]) : 1;

    loop_exits = count < loop_depth ? count : loop_depth;
    loop_continues = go_on && loop_exits;
    return 0;
}

static int builtin_break(char **argv)
{
    return leave_loops(argv, false);
}

static int builtin_continue(char **argv)
{
    return leave_loops(argv, true);
}

static int builtin_source(char **argv)
{
    return argv[1] ? run_file(argv[1]) : 2;
}

static int builtin_exec(char **argv)
{
    if (!argv[1])
        return 0;
    fflush(stdout);
    execvp(argv[1], argv + 1);
    complain("%s: %s", argv[1], strerror(errno));
    exit(127);
}

static int builtin_umask(char **argv)
{
    mode_t mask = umask(0);

    umask(argv[1] ? (mode_t)strtoul(argv[1], NULL, 8) : mask);
    if (!argv[1])
        printf("%04o\n", mask);
    return 0;
}

builtin *builtin_find(const char *name)
{
    static const struct {
        const char *name;
        builtin *run;
    } builtins[] = {
        { ":", builtin_nothing }, { ".", builtin_source },
        { "bg", builtin_bg }, { "break", builtin_break }, { "cd", builtin_cd },
        { "continue", builtin_continue }, { "exec", builtin_exec },
        { "exit", builtin_exit }, { "export", builtin_export },
        { "fg", builtin_fg }, { "jobs", builtin_jobs },
        { "kill", builtin_kill },
        { "read", builtin_read }, { "set", builtin_set },
        { "shift", builtin_shift }, { "umask", builtin_umask },
        { "unset", builtin_unset }, { "wait", builtin_wait },
    };

    for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
        if (strcmp(builtins[i].name, name) == 0)
            return builtins[i].run;
    return NULL;
}
