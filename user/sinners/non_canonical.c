/* non_canonical.c - reads an address whose bits 63 to 47 differ: not a page
 * fault but a general protection (Intel SDM vol. 1, 3.3.7.1): SIGSEGV. */
#include "sinners/sin.h"

int main(void)
{
    sin_will("read at an address that no page table could have");
    (void)*(volatile char *)0x8000000000000000ul;
    return sin_unpunished();
}
