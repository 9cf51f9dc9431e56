/* console.c - see console.h. */
#include "dev/console.h"
#include "cpu/spinlock.h"
#include "dev/serial.h"
#include "dev/vga.h"
#include "lib/panic.h"
#include "lib/print.h"

static const struct console_reader *reader;
static struct spinlock lock = SPINLOCK(RANK_CONSOLE);

static void put(char c)
{
    if (c == '\n')
        serial_put('\r');
    serial_put(c);
    vga_put(c);
}

/* A panic may strike while this processor, or one that it stops, holds the
 * lock. */
void console_write(const char *text, size_t n)
{
    bool alone = spin_held(&lock) || panic_has_begun();

    if (!alone)
        spin_lock(&lock);
    for (size_t i = 0; i < n; i++)
        put(text[i]);
    if (!alone)
        spin_unlock(&lock);
}

void console_listen(const struct console_reader *r)
{
    reader = r;
    console_resume();
}

void console_resume(void)
{
    serial_resume();
}

bool console_has_room(void)
{
    return reader && reader->has_room();
}

void console_receive(char c)
{
    if (reader)
        reader->take(c);
}

void console_init(void)
{
    print_sink = console_write;
}
