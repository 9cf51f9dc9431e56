/* pwd.c - prints the working directory. */
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char path[PATH_MAX];

    if (!getcwd(path, sizeof(path)))
        err(1, "getcwd");
    puts(path);
    return 0;
}
