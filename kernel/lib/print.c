/* print.c - see print.h. */
#include "lib/print.h"
#include "lib/string.h"

void (*print_sink)(const char *text, size_t length);

struct out {
    char *buf;
    size_t size, length;
};

struct spec {
    bool left, zero;
    char sign;          /* what stands before a number that isn't negative */
    int width, precision;
};

static void put(struct out *o, char c)
{
    if (o->length + 1 < o->size)
        o->buf[o->length] = c;
    o->length++;
}

static void pad(struct out *o, char c, int n)
{
    while (n-- > 0)
        put(o, c);
}

static void put_text(struct out *o, const struct spec *s, const char *text)
{
    size_t max = s->precision < 0 ? SIZE_MAX : (size_t)s->precision;
    int n = strnlen(text, max);

    pad(o, ' ', s->left ? 0 : s->width - n);
    for (int i = 0; i < n; i++)
        put(o, text[i]);
    pad(o, ' ', s->left ? s->width - n : 0);
}

static void put_number(struct out *o, const struct spec *s, uint64_t value,
                       unsigned base, bool upper, char sign)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[24];
    int n = 0, length;

    do
        text[n++] = digits[value % base];
    while ((value /= base) != 0);
    length = n + (sign != 0);
    pad(o, ' ', s->left || s->zero ? 0 : s->width - length);
    if (sign)
        put(o, sign);
    pad(o, '0', s->zero && !s->left ? s->width - length : 0);
    while (n > 0)
        put(o, text[--n]);
    pad(o, ' ', s->left ? s->width - length : 0);
}

static int number_or_star(const char **fmt, va_list *args)
{
    const char *end;
    int n;

    if (**fmt == '*') {
        (*fmt)++;
        return va_arg(*args, int);
    }
    n = parse_number(*fmt, &end, 10);
    *fmt = end;
    return n;
}

static struct spec parse_spec(const char **fmt, va_list *args)
{
    struct spec s = { .precision = -1 };

    for (;; (*fmt)++) {
        if (**fmt == '-')
            s.left = true;
        else if (**fmt == '0')
            s.zero = true;
        else if (**fmt == '+' || **fmt == ' ')
            s.sign = **fmt;
        else
            break;
    }
    s.width = number_or_star(fmt, args);
    if (**fmt == '.') {
        (*fmt)++;
        s.precision = number_or_star(fmt, args);
    }
    return s;
}

static void put_conversion(struct out *o, const char **fmt, va_list *args)
{
    struct spec s = parse_spec(fmt, args);
    bool wide = false;

    for (; **fmt == 'l' || **fmt == 'z'; (*fmt)++)
        wide = true;
    switch (*(*fmt)++) {
    case 'd':
    case 'i': {
        int64_t v = wide ? va_arg(*args, int64_t) : va_arg(*args, int);
        uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
        put_number(o, &s, size, 10, false, v < 0 ? '-' : s.sign);
        break;
    }
#define UNSIGNED() (wide ? va_arg(*args, uint64_t) : va_arg(*args, unsigned))
    case 'u':
        put_number(o, &s, UNSIGNED(), 10, false, 0);
        break;
    case 'o':
        put_number(o, &s, UNSIGNED(), 8, false, 0);
        break;
    case 'x':
        put_number(o, &s, UNSIGNED(), 16, false, 0);
        break;
    case 'X':
        put_number(o, &s, UNSIGNED(), 16, true, 0);
        break;
#undef UNSIGNED
    case 'p':
        s.zero = true;
        s.width = 16;
        put_number(o, &s, (uint64_t)va_arg(*args, void *), 16, false, 0);
        break;
    case 'c': {
        char text[2] = { (char)va_arg(*args, int), '\0' };
        put_text(o, &s, text);
        break;
    }
    case 's': {
        const char *text = va_arg(*args, const char *);
        put_text(o, &s, text ? text : "(null)");
        break;
    }
    default:
        put(o, (*fmt)[-1]);
    }
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
    struct out o = { buf, size, 0 };
    va_list rest;

    va_copy(rest, args);
    while (*fmt) {
        if (*fmt != '%') {
            put(&o, *fmt++);
        } else {
            fmt++;
            put_conversion(&o, &fmt, &rest);
        }
    }
    va_end(rest);
    if (size > 0)
        buf[MIN(o.length, size - 1)] = '\0';
    return o.length;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(buf, size, fmt, args);
    va_end(args);
    return n;
}

void kprintf(const char *fmt, ...)
{
    char line[256];
    va_list args;

    va_start(args, fmt);
    vsnprintf(line, sizeof(line), fmt, args);
    va_end(args);
    if (print_sink)
        print_sink(line, strlen(line));
}
