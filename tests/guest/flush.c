/* flush.c - what was typed ahead, too much for the terminal, is dropped; then
 * lines are read up to "goon". */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int main(void)
{
    struct termios t;
    char line[256];

    usleep(300000);                 /* the terminal fills up */
    tcgetattr(0, &t);
    tcsetattr(0, TCSAFLUSH, &t);
    do {
        ssize_t n = read(0, line, sizeof(line) - 1);
        line[n > 0 ? n : 0] = '\0';
    } while (!strstr(line, "goon\n"));
    return 0;
}
