/* vga.c - see vga.h. */
#include "dev/vga.h"
#include "cpu/x86.h"
#include "lib/string.h"
#include "mm/layout.h"

#define COLUMNS 80
#define ROWS 25
#define SCREEN 0xb8000ul
#define CRTC_INDEX 0x3d4        /* registers 14 and 15: the cursor */
#define CRTC_DATA 0x3d5

#define PLAIN 0x07              /* light grey on black */
#define PARAMETERS_MAX 8

static volatile uint16_t *cells;    /* NULL: there is no text screen */
static unsigned column, row;
static uint8_t attribute = PLAIN;

/* The escape sequence that is being read: ESC [ number ; number letter. */
static enum { TEXT, ESCAPE, PARAMETERS } state;
static unsigned parameters[PARAMETERS_MAX], parameter_count;

static void show_cursor(void)
{
    unsigned at = row * COLUMNS + column;

    outb(CRTC_INDEX, 14);
    outb(CRTC_DATA, at >> 8);
    outb(CRTC_INDEX, 15);
    outb(CRTC_DATA, at & 0xff);
}

static void fill(unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        cells[i] = attribute << 8 | ' ';
}

static void scroll(void)
{
    for (unsigned i = 0; i < (ROWS - 1) * COLUMNS; i++)
        cells[i] = cells[i + COLUMNS];
    fill((ROWS - 1) * COLUMNS, ROWS * COLUMNS);
    row = ROWS - 1;
}

static void new_line(void)
{
    column = 0;
    if (++row == ROWS)
        scroll();
}

static void put_text(char c)
{
    switch (c) {
    case '\n': new_line(); break;
    case '\r': column = 0; break;
    case '\b': column -= column > 0; break;
    case '\t': column = MIN((column + 8) & ~7u, COLUMNS - 1); break;
    case '\a': break;
    default:
        if (column == COLUMNS)
            new_line();
        cells[row * COLUMNS + column++] = attribute << 8 | (uint8_t)c;
    }
}

/* ECMA-48 counts colours black red green yellow blue..., VGA has blue at 1
 * and red at 4. */
static uint8_t vga_colour(unsigned ecma)
{
    return (ecma & 1) << 2 | (ecma & 2) | (ecma & 4) >> 2;
}

static void set_colour(unsigned p)
{
    if (p == 0)
        attribute = PLAIN;
    else if (p == 1)
        attribute |= 0x08;
    else if (p == 7)
        attribute = attribute >> 4 | attribute << 4;
    else if (p >= 30 && p <= 37)
        attribute = (attribute & 0xf8) | vga_colour(p - 30);
    else if (p >= 90 && p <= 97)
        attribute = (attribute & 0xf0) | 0x08 | vga_colour(p - 90);
    else if (p >= 40 && p <= 47)
        attribute = (attribute & 0x0f) | vga_colour(p - 40) << 4;
    else if (p == 39)
        attribute = (attribute & 0xf0) | PLAIN;
}

static void finish_sequence(char letter)
{
    switch (letter) {
    case 'm':
        for (unsigned i = 0; i < parameter_count; i++)
            set_colour(parameters[i]);
        break;
    case 'H':
        row = column = 0;
        break;
    case 'J':
        fill(parameters[0] == 2 ? 0 : row * COLUMNS + column, ROWS * COLUMNS);
        break;
    case 'K':
        fill(row * COLUMNS + MIN(column, COLUMNS - 1), (row + 1) * COLUMNS);
        break;
    }
    state = TEXT;
}

static void put_parameter(char c)
{
    if (c >= '0' && c <= '9')
        parameters[parameter_count - 1] =
            parameters[parameter_count - 1] * 10 + (c - '0');
    else if (c == ';' && parameter_count < PARAMETERS_MAX)
        parameters[parameter_count++] = 0;
    else
        finish_sequence(c);
}

void vga_put(char c)
{
    if (!cells)
        return;
    if (state == PARAMETERS) {
        put_parameter(c);
    } else if (state == ESCAPE) {
        state = c == '[' ? PARAMETERS : TEXT;
        parameters[0] = 0;
        parameter_count = 1;
    } else if (c == '\033') {
        state = ESCAPE;
    } else {
        put_text(c);
        show_cursor();
    }
}

void vga_init(bool present)
{
    if (!present)
        return;
    cells = phys_to_virt(SCREEN);
    fill(0, ROWS * COLUMNS);
    show_cursor();
}
