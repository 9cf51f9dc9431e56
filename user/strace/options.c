/* options.c - what the user wants. See strace.h; main.c says what there is. */
#include <err.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "lib/proc.h"
#include "strace/strace.h"

struct options options;
static bool wanted[CALLS_MAX + 1];      /* the last: those without a name */

static _Noreturn void usage(void)
{
    fprintf(stderr, "usage: strace [-cfP] [-e CALLS] [-o FILE] COMMAND "
            "[ARGUMENT]...\n       strace [-cfP] [-e CALLS] [-o FILE] -p "
            "PID\n");
    exit(1);
}

/* --- calls ---------------------------------------------------------------- */

bool is_wanted(unsigned number)
{
    return wanted[number < CALLS_MAX ? number : CALLS_MAX];
}

static void want_all(bool want)
{
    for (int i = 0; i <= CALLS_MAX; i++)
        wanted[i] = want;
}

static void want_class(const char *class, bool want)
{
    bool found = false;

    for (int i = 0; i < CALLS_MAX; i++) {
        const char *of = call_type(i)->class;
        if (of && strcmp(of, class) == 0) {
            found = true;
            wanted[i] = want;
        }
    }
    if (!found)
        errx(1, "there is no class of calls '%%%s'; there are %%ipc, %%memory, "
             "%%file, %%process and %%signal", class);
}

/* Of -e: [trace=][!]NAME,... */
static void want(char *list)
{
    if (strncmp(list, "trace=", 6) == 0)
        list += 6;
    bool these = *list != '!';
    list += !these;
    want_all(!these);
    for (char *name; (name = strsep(&list, ","));) {
        int number = call_by_name(name);
        if (*name == '%')
            want_class(name + 1, these);
        else if (strcmp(name, "all") == 0 || strcmp(name, "none") == 0)
            want_all((*name == 'a') == these);
        else if (number < 0)
            errx(1, "there is no system call '%s'", name);
        else
            wanted[number] = these;
    }
}

/* --- the rest ------------------------------------------------------------- */

static pid_t pid_of(const char *text)
{
    struct process p;
    char *rest;
    long pid = strtol(text, &rest, 10);

    if (*rest || rest == text || pid <= 0)
        errx(1, "'%s' is no process: -p takes its number", text);
    if (pid == getpid())
        errx(1, "process %ld is strace itself, which can't watch itself", pid);
    if (pid != (pid_t)pid || !process_read(pid, &p))
        errx(1, "there is no process %s", text);
    if (p.state == 'Z')
        errx(1, "process %ld has ended", pid);
    return pid;
}

/* The file, which is standard error's if there is no path. */
static FILE *output(const char *path)
{
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)
                  : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (!f)
        err(1, "%s", path ? path : "standard error");
    setvbuf(f, NULL, _IOFBF, BUFSIZ);
    return f;
}

void options_read(int argc, char **argv)
{
    static const struct option longs[] = {
        { "pages", no_argument, NULL, 'P' }, { 0 }
    };
    const char *file = NULL;
    int option;

    want_all(true);
    while ((option = getopt_long(argc, argv, "cfPe:o:p:", longs, NULL)) != -1)
        switch (option) {
        case 'c': options.count = true; break;
        case 'f': options.follow = true; break;
        case 'P': options.pages = true; break;
        case 'e': want(optarg); break;
        case 'o': file = optarg; break;
        case 'p': options.pid = pid_of(optarg); break;
        default: usage();
        }
    options.command = argv + optind;
    if (!*options.command == !options.pid)
        usage();
    options.to_file = file;
    out = output(file);
}

uint32_t options_kinds(void)
{
    uint32_t kinds = TRACE_BIT(TRACE_CALL) | TRACE_BIT(TRACE_RESULT) |
                     TRACE_BIT(TRACE_PROCESS);

    if (options.count)
        return kinds;
    kinds |= TRACE_BIT(TRACE_TEXT) | TRACE_BIT(TRACE_DATA) |
             TRACE_BIT(TRACE_SIGNAL);
    if (options.pages || is_wanted(SYS_shmat))
        kinds |= TRACE_BIT(TRACE_FAULT) | TRACE_BIT(TRACE_FAULT_END) |
                 TRACE_BIT(TRACE_ENTRY) | TRACE_BIT(TRACE_REGION);
    if (options.pages)
        kinds |= TRACE_BIT(TRACE_FLUSH);
    return kinds;
}
