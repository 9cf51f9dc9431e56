/* serial.c - see serial.h. */
#include "dev/serial.h"
#include "cpu/spinlock.h"
#include "cpu/trap.h"
#include "cpu/x86.h"
#include "dev/console.h"

#define COM1 0x3f8
#define COM1_IRQ 4

#define DATA (COM1 + 0)
#define INTERRUPTS (COM1 + 1)
#define FIFO (COM1 + 2)
#define LINE_CONTROL (COM1 + 3)
#define MODEM_CONTROL (COM1 + 4)
#define LINE_STATUS (COM1 + 5)

#define DTR_RTS_OUT2 0x0b       /* OUT2 lets interrupts out */
#define LOOPBACK 0x10
#define DIVISOR_ACCESS 0x80
#define WORDS_8N1 0x03
#define STATUS_RECEIVED 0x01
#define STATUS_CAN_SEND 0x20
#define NO_PORT 0xff            /* what an empty bus reads as */

static struct spinlock lock = SPINLOCK(RANK_SERIAL);
static bool present;

/* What had arrived before the kernel did. */
static char early[16];              /* [lock] as many as the FIFO holds */
static unsigned early_count, early_taken;   /* [lock] */

static bool has_received(void)
{
    return early_taken < early_count || (inb(LINE_STATUS) & STATUS_RECEIVED);
}

static char take(void)
{
    return early_taken < early_count ? early[early_taken++] : inb(DATA);
}

/* Turning the FIFO on clears it: so take out what is there, and keep the
 * receiver off the line meanwhile. */
void serial_init(void)
{
    present = inb(LINE_STATUS) != NO_PORT;
    if (!present)
        return;
    outb(MODEM_CONTROL, LOOPBACK);
    outb(INTERRUPTS, 0);
    while (early_count < sizeof(early) && (inb(LINE_STATUS) & STATUS_RECEIVED))
        early[early_count++] = inb(DATA);
    outb(LINE_CONTROL, DIVISOR_ACCESS);
    outb(DATA, 1);              /* 115200 / 1 */
    outb(INTERRUPTS, 0);
    outb(LINE_CONTROL, WORDS_8N1);
    outb(FIFO, 0x07);           /* on, both cleared */
    outb(MODEM_CONTROL, DTR_RTS_OUT2);
}

void serial_put(char c)
{
    if (!present)
        return;
    for (int i = 0; i < 100000 && !(inb(LINE_STATUS) & STATUS_CAN_SEND); i++)
        cpu_pause();
    outb(DATA, c);
}

/* Without room the port stays silent until serial_resume(). */
static void received(void)
{
    bool room;

    spin_lock(&lock);
    while ((room = console_has_room()) && has_received())
        console_receive(take());
    outb(INTERRUPTS, room);     /* tell of the next, or of one just come */
    spin_unlock(&lock);
}

void serial_input_init(void)
{
    if (!present)
        return;
    irq_register(COM1_IRQ, received);
    received();
}

void serial_resume(void)
{
    if (present)
        received();
}
