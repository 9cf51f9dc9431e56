/* power.c - see power.h. */
#include "dev/power.h"
#include "cpu/x86.h"
#include "lib/panic.h"

#define DEBUG_EXIT 0xf4         /* QEMU's isa-debug-exit: ends with 2n + 1 */
#define ACPI_QEMU 0x604         /* PM1a control of QEMU's machines */
#define ACPI_BOCHS 0xb004
#define ACPI_SLEEP_S5 0x2000    /* SLP_EN, SLP_TYP 0 (ACPI 4.8.3.2) */

/* Without QEMU's devices the writes go nowhere. */
void power_off(int status)
{
    outl(DEBUG_EXIT, status);
    outw(ACPI_QEMU, ACPI_SLEEP_S5);
    outw(ACPI_BOCHS, ACPI_SLEEP_S5);
    kprintf("It is now safe to turn off the computer.\n");
    for (;;)
        asm volatile("cli; hlt");
}

static void power_off_after_panic(void)
{
    outl(DEBUG_EXIT, POWER_OFF_PANIC);
}

void power_init(void)
{
    panic_end = power_off_after_panic;
}
