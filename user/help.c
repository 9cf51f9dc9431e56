/* help.c - prints /etc/help, and the names of all programs. */
#include <stdlib.h>

int main(void)
{
    return system("cat /etc/help; echo; echo All programs in /bin:; ls /bin; "
                  "echo; echo Programs that must be stopped, in /bin/sinners:; "
                  "ls /bin/sinners");
}
