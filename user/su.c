/*
 * su.c - runs a shell as another user, and only for root: there are no
 * passwords here.
 *
 *     su [USER] [-c COMMAND]
 */
#include <err.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void become(const struct passwd *p)
{
    if (setgroups(1, &p->pw_gid) < 0 || setgid(p->pw_gid) < 0 ||
        setuid(p->pw_uid) < 0)
        err(1, "%s", p->pw_name);
    setenv("HOME", p->pw_dir, 1);
    setenv("USER", p->pw_name, 1);
}

int main(int argc, char **argv)
{
    const char *user = "root", *command = NULL;

    if (argc > 1 && argv[1][0] != '-') {
        user = argv[1];
        argc--, argv++;
    }
    if (argc == 3 && strcmp(argv[1], "-c") == 0)
        command = argv[2];
    else if (argc > 1)
        errx(2, "usage: su [USER] [-c COMMAND]");
    if (geteuid() != 0)
        errx(1, "only root may become another user");
    struct passwd *p = getpwnam(user);
    if (!p)
        errx(1, "there is no user %s", user);
    become(p);
    if (command)
        execl(p->pw_shell, "sh", "-c", command, (char *)NULL);
    else
        execl(p->pw_shell, "sh", (char *)NULL);
    err(1, "%s", p->pw_shell);
}
