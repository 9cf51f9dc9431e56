/* uname.c - names the system. -a: with host, release, version and machine. */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

int main(int argc, char **argv)
{
    struct utsname u;

    if (uname(&u) < 0)
        err(1, "uname");
    if (argc > 1 && strcmp(argv[1], "-a") == 0)
        printf("%s %s %s %s %s\n", u.sysname, u.nodename, u.release, u.version,
               u.machine);
    else
        puts(u.sysname);
    return 0;
}
