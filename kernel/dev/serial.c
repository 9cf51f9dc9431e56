/* serial.c - see serial.h. */
#include "dev/serial.h"
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

#define DIVISOR_ACCESS 0x80
#define WORDS_8N1 0x03
#define STATUS_RECEIVED 0x01
#define STATUS_CAN_SEND 0x20
#define NO_PORT 0xff            /* what an empty bus reads as */

static bool present;

void serial_init(void)
{
    outb(INTERRUPTS, 0);
    outb(LINE_CONTROL, DIVISOR_ACCESS);
    outb(DATA, 1);              /* 115200 / 1 */
    outb(INTERRUPTS, 0);
    outb(LINE_CONTROL, WORDS_8N1);
    outb(FIFO, 0x07);           /* on, both cleared */
    outb(MODEM_CONTROL, 0x0b);  /* DTR, RTS, and OUT2, which lets IRQs out */
    present = inb(LINE_STATUS) != NO_PORT;
}

void serial_put(char c)
{
    if (!present)
        return;
    for (int i = 0; i < 100000 && !(inb(LINE_STATUS) & STATUS_CAN_SEND); i++)
        cpu_pause();
    outb(DATA, c);
}

static void received(void)
{
    while (inb(LINE_STATUS) & STATUS_RECEIVED)
        console_receive(inb(DATA));
}

void serial_input_init(void)
{
    if (!present)
        return;
    irq_register(COM1_IRQ, received);
    outb(INTERRUPTS, 1);        /* tell of each character received */
    received();
}
