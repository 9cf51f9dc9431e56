/*
 * su.c - runs a shell as another user, and only for root: there are no
 * passwords here.
 *
 *     su [-] [USER] [-c COMMAND]      - or -l: in the user's home directory
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void become(const struct passwd *p, bool login)
{
    if (initgroups(p->pw_name, p->pw_gid) < 0 || setgid(p->pw_gid) < 0 ||
        setuid(p->pw_uid) < 0)
        err(1, "%s", p->pw_name);
    setenv("HOME", p->pw_dir, 1);
    setenv("SHELL", p->pw_shell, 1);
    if (login || p->pw_uid != 0) {
        setenv("USER", p->pw_name, 1);
        setenv("LOGNAME", p->pw_name, 1);
    }
    if (login && chdir(p->pw_dir) < 0)
        warn("cannot change directory to %s", p->pw_dir);
}

int main(int argc, char **argv)
{
    const char *user = "root", *command = NULL;
    bool login = false, named = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-") == 0 || strcmp(argv[i], "-l") == 0)
            login = true;
        else if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
            command = argv[++i];
        else if (argv[i][0] != '-' && !named)
            user = argv[i], named = true;
        else
            errx(1, "usage: su [-] [USER] [-c COMMAND]");
    }
    if (geteuid() != 0)
        errx(1, "only root may become another user");
    struct passwd *p = getpwnam(user);
    if (!p)
        errx(1, "user %s does not exist", user);
    become(p, login);
    const char *name = login ? "-sh" : "sh";
    if (command)
        execl(p->pw_shell, name, "-c", command, (char *)NULL);
    else
        execl(p->pw_shell, name, (char *)NULL);
    err(127, "%s", p->pw_shell);
}
