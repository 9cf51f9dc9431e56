/* id.c - says whose process this is. */
#include <stdio.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

int main(void)
{
    struct passwd *p = getpwuid(geteuid());
    struct group *g = getgrgid(getegid());

    printf("uid=%u(%s) gid=%u(%s)\n", geteuid(), p ? p->pw_name : "?",
           getegid(), g ? g->gr_name : "?");
    return 0;
}
