/* command.c - how a process comes to be watched. See strace.h. */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/walk.h"
#include "strace/strace.h"

/* Where it lies, by PATH, as Linux's strace looks for it. */
const char *command_find(const char *name)
{
    const char *at = getenv("PATH");
    static char path[4096];
    struct stat s;

    if (strchr(name, '/')) {
        if (stat(name, &s) < 0)
            err(1, "Can't stat '%s'", name);
        return name;
    }
    for (at = at ? at : "/bin"; *at; at += *at == ':') {
        size_t n = strcspn(at, ":");
        snprintf(path, sizeof(path), "%.*s/%s", (int)n, n ? at : ".", name);
        if (stat(path, &s) == 0 && S_ISREG(s.st_mode) && (s.st_mode & 0111))
            return path;
        at += n;
    }
    errno = ENOENT;
    err(1, "Can't stat '%s'", name);
}

pid_t command_start(const char *path, char **argv)
{
    fflush(NULL);
    pid_t command = fork();
    if (command < 0)
        err(1, "fork");
    if (command == 0) {
        execv(path, argv);
        err(1, "exec");
    }
    traced_add(command);
    return command;
}

bool process_look(struct traced *p)
{
    int walks = walk_open(p->pid);
    struct walk w;
    bool has_memory = walks >= 0 && walk_read(walks, 0, &w);

    if (walks >= 0)
        close(walks);
    if (!has_memory)
        return false;
    p->root = w.cr3;
    tables_read(p->pid);
    regions_read(p->pid, p->root);
    return true;
}

/* In the midst of an exec it has no memory for a moment. */
#define TRIES 100
#define TRY_US 1000

void process_attach(pid_t pid)
{
    struct traced *p = traced_add(pid);
    int tries = 0;

    p->started = true;
    while (!process_look(p) && tries++ < TRIES)
        usleep(TRY_US);
    if (tries > TRIES)
        errx(1, "process %d has no memory to watch", pid);
    events_tell_attached(pid);
}
