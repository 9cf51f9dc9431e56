/* keyboard.c - see keyboard.h. Scan codes of set 1, which the controller
 * makes of the keyboard's own (IBM PS/2 technical reference). */
#include "dev/keyboard.h"
#include "cpu/trap.h"
#include "cpu/x86.h"
#include "dev/console.h"

#define KEYBOARD_DATA 0x60
#define KEYBOARD_STATUS 0x64
#define KEYBOARD_IRQ 1
#define STATUS_FULL 1
#define STATUS_MOUSE 0x20

#define RELEASED 0x80
#define PREFIX 0xe0             /* the grey keys begin with it */
#define LEFT_SHIFT 0x2a
#define RIGHT_SHIFT 0x36
#define CONTROL 0x1d
#define CAPS_LOCK 0x3a

static const char plain[] = "\0\0331234567890-=\177\tqwertyuiop[]\r\0as"
                            "dfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[] = "\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0AS"
                              "DFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";

static bool shift, control, caps, prefixed;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char character(uint8_t key)
{
    if (key >= sizeof(plain) - 1)
        return '\0';
    bool upper = shift != (caps && is_letter(plain[key]));
    char c = upper ? shifted[key] : plain[key];
    return control && c >= '@' ? c & 0x1f : c;
}

static void send(const char *text)
{
    while (*text)
        console_receive(*text++);
}

static void grey_key(uint8_t key)
{
    switch (key) {
    case 0x48: send("\033[A"); break;
    case 0x50: send("\033[B"); break;
    case 0x4d: send("\033[C"); break;
    case 0x4b: send("\033[D"); break;
    case 0x1c: send("\r"); break;
    case 0x35: send("/"); break;
    }
}

static void press(uint8_t key)
{
    char c = character(key);

    if (key == LEFT_SHIFT || key == RIGHT_SHIFT)
        shift = true;
    else if (key == CONTROL)
        control = true;
    else if (key == CAPS_LOCK)
        caps = !caps;
    else if (prefixed)
        grey_key(key);
    else if (c)
        console_receive(c);
}

static void release(uint8_t key)
{
    if (key == LEFT_SHIFT || key == RIGHT_SHIFT)
        shift = false;
    else if (key == CONTROL)
        control = false;
}

static void scan_code(uint8_t code)
{
    if (code == PREFIX) {
        prefixed = true;
        return;
    }
    if (code & RELEASED)
        release(code & ~RELEASED);
    else
        press(code);
    prefixed = false;
}

static void interrupt(void)
{
    uint8_t status;

    while ((status = inb(KEYBOARD_STATUS)) & STATUS_FULL) {
        uint8_t code = inb(KEYBOARD_DATA);
        if (!(status & STATUS_MOUSE))
            scan_code(code);
    }
}

void keyboard_init(void)
{
    if (inb(KEYBOARD_STATUS) == 0xff)
        return;                 /* no controller */
    irq_register(KEYBOARD_IRQ, interrupt);
    interrupt();                /* drop what is left from before */
}
