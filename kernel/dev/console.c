/* console.c - see console.h. */
#include "dev/console.h"
#include "cpu/spinlock.h"
#include "dev/serial.h"
#include "dev/vga.h"
#include "lib/print.h"

void (*console_input)(char c);

static struct spinlock lock = SPINLOCK(RANK_CONSOLE);

static void put(char c)
{
    if (c == '\n')
        serial_put('\r');
    serial_put(c);
    vga_put(c);
}

/* A panic may strike while this processor holds the lock. */
void console_write(const char *text, size_t n)
{
    bool ours = spin_held(&lock);

    if (!ours)
        spin_lock(&lock);
    for (size_t i = 0; i < n; i++)
        put(text[i]);
    if (!ours)
        spin_unlock(&lock);
}

void console_receive(char c)
{
    if (console_input)
        console_input(c);
}

void console_init(void)
{
    print_sink = console_write;
}
