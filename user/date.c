/* date.c - prints the date and the time, in UTC. */
#include <stdio.h>
#include <time.h>

int main(void)
{
    time_t now = time(NULL);
    char text[64];

    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", gmtime(&now));
    puts(text);
    return 0;
}
