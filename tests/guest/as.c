/* as.c - as USER EFFECTIVE GROUP EFFECTIVE [FURTHER GROUP]... -- COMMAND...:
 * runs a command with such ids, which stay where exec leaves them. */
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    gid_t groups[30];
    int i = 5, n = 0;

    for (; i < argc && n < 30 && strcmp(argv[i], "--") != 0; i++)
        groups[n++] = atoi(argv[i]);
    if (i + 1 >= argc || setgroups(n, groups) < 0 ||
        setresgid(atoi(argv[3]), atoi(argv[4]), -1) < 0 ||
        setresuid(atoi(argv[1]), atoi(argv[2]), -1) < 0)
        return 99;
    execvp(argv[i + 1], argv + i + 1);
    perror(argv[i + 1]);
    return 99;
}
