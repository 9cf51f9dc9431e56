/* format.c - printf's conversions (C11 7.21.6.1). */
#include "format.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct output {
    format_sink *sink;
    void *out;
    int length;
};

struct spec {
    int left, plus, space, alternate, zero, width, precision;
    int size;                       /* h's count down, l's up; 3: long double */
    char conversion;
};

static void put(struct output *o, const char *text, size_t n)
{
    if (n > 0)
        o->sink(o->out, text, n);
    o->length += n;
}

static void pad(struct output *o, char c, int n)
{
    for (; n > 0; n--)
        put(o, &c, 1);
}

/* Prefix, zeros and digits in a field: blanks before or behind, or zeros
 * between. */
static void put_field(struct output *o, const struct spec *s,
                      const char *prefix, int zeros, const char *text, int n)
{
    int before = strlen(prefix), room = s->width - before - zeros - n;

    if (!s->left && !s->zero)
        pad(o, ' ', room);
    put(o, prefix, before);
    if (!s->left && s->zero)
        pad(o, '0', room);
    pad(o, '0', zeros);
    put(o, text, n);
    if (s->left)
        pad(o, ' ', room);
}

static const char *sign_of(const struct spec *s, int negative)
{
    return negative ? "-" : s->plus ? "+" : s->space ? " " : "";
}

static void put_integer(struct output *o, struct spec *s, uintmax_t value,
                        const char *prefix)
{
    int base = s->conversion == 'o' ? 8 : strchr("xXp", s->conversion) ? 16 : 10;
    const char *digits = s->conversion == 'X' ? "0123456789ABCDEF"
                                              : "0123456789abcdef";
    char text[24];
    int at = sizeof(text), n;

    for (; value; value /= base)
        text[--at] = digits[value % base];
    n = sizeof(text) - at;
    int zeros = s->precision < 0 ? n == 0 : s->precision > n ? s->precision - n : 0;
    if (s->alternate && base == 8 && zeros == 0)
        zeros = 1;
    if (s->precision >= 0)
        s->zero = 0;
    put_field(o, s, prefix, zeros, text + at, n);
}

static intmax_t next_signed(const struct spec *s, va_list *args)
{
    switch (s->size) {
    case -2: return (signed char)va_arg(*args, int);
    case -1: return (short)va_arg(*args, int);
    case 0: return va_arg(*args, int);
    default: return va_arg(*args, long);
    }
}

static uintmax_t next_unsigned(const struct spec *s, va_list *args)
{
    switch (s->size) {
    case -2: return (unsigned char)va_arg(*args, int);
    case -1: return (unsigned short)va_arg(*args, int);
    case 0: return va_arg(*args, unsigned);
    default: return va_arg(*args, unsigned long);
    }
}

/* --- floating point ------------------------------------------------------- */

#define DIGITS_MAX 40

struct decimal {
    char digits[DIGITS_MAX + 1];    /* no point; the first isn't 0 */
    int exponent;                   /* of the first digit */
};

/* `count` significant digits, rounded. */
static struct decimal decimal_of(long double v, int count)
{
    struct decimal d = { .exponent = 0 };

    count = count < 1 ? 1 : count > DIGITS_MAX ? DIGITS_MAX : count;
    memset(d.digits, '0', DIGITS_MAX);
    if (v == 0)
        return d;
    for (; v >= 1e16L; v /= 1e16L)
        d.exponent += 16;
    for (; v >= 10; v /= 10)
        d.exponent++;
    for (; v < 1e-15L; v *= 1e16L)
        d.exponent -= 16;
    for (; v < 1; v *= 10)
        d.exponent--;
    for (int i = 0; i < count; i++) {
        int n = v;
        d.digits[i] = '0' + n;
        v = (v - n) * 10;
    }
    /* Exactly half goes to the even digit, as the hardware rounds. */
    int up = v > 5 || (v == 5 && (d.digits[count - 1] - '0') % 2);
    for (int i = count - 1; up && i >= 0; i--) {
        up = d.digits[i] == '9';
        d.digits[i] = up ? '0' : d.digits[i] + 1;
    }
    if (up) {
        memmove(d.digits + 1, d.digits, count - 1);
        d.digits[0] = '1';
        d.exponent++;
    }
    return d;
}

static int trim_zeros(const char *text, int n)
{
    while (n > 0 && text[n - 1] == '0')
        n--;
    return n > 0 && text[n - 1] == '.' ? n - 1 : n;
}

static int write_fixed(char *text, long double v, int precision, int point)
{
    struct decimal d = decimal_of(v, 1);
    int n = 0;

    /* The one digit may have been rounded up to the next power of ten. */
    if (v != 0)
        d.exponent = decimal_of(v, DIGITS_MAX / 2).exponent;
    /* How many digits there are depends on where the first one stands. */
    int count = d.exponent + 1 + precision;
    if (v != 0 && count < 1) {
        /* Too small for a digit; but half of the last place rounds up. */
        struct decimal r = decimal_of(v, DIGITS_MAX / 2);
        int up = r.exponent + 1 + precision == 0 && r.digits[0] >= '5' &&
                 !(r.digits[0] == '5' && strspn(r.digits + 1, "0") ==
                                             strlen(r.digits + 1));
        memset(d.digits, '0', DIGITS_MAX);
        d.exponent = -precision;
        d.digits[0] = up ? '1' : '0';
        count = 1;
    } else if (v != 0) {
        struct decimal r = decimal_of(v, count);
        if (r.exponent > d.exponent && count < DIGITS_MAX)
            r.digits[count++] = '0';
        d = r;
    }
    for (int e = d.exponent > 0 ? d.exponent : 0; e >= -precision; e--) {
        int i = d.exponent - e;
        text[n++] = i >= 0 && i < count && i < DIGITS_MAX ? d.digits[i] : '0';
        if (e == 0 && (precision > 0 || point))
            text[n++] = '.';
    }
    return n;
}

static int write_exponent(char *text, long double v, int precision, int point,
                          char letter)
{
    struct decimal d = decimal_of(v, precision + 1);
    int n = 0, e = d.exponent;

    text[n++] = d.digits[0];
    if (precision > 0 || point)
        text[n++] = '.';
    for (int i = 1; i <= precision; i++)
        text[n++] = i < DIGITS_MAX ? d.digits[i] : '0';
    if (letter == 0)
        return n;
    text[n++] = letter;
    text[n++] = e < 0 ? '-' : '+';
    e = abs(e);
    if (e >= 1000)
        text[n++] = '0' + e / 1000;
    if (e >= 100)
        text[n++] = '0' + e / 100 % 10;
    text[n++] = '0' + e / 10 % 10;
    text[n++] = '0' + e % 10;
    return n;
}

/* %g: the shorter of the two, without zeros at the end. */
static int write_general(char *text, const struct spec *s, long double v,
                         int precision, char letter)
{
    if (precision == 0)
        precision = 1;
    int e = decimal_of(v, precision).exponent, n;
    if (e >= -4 && e < precision) {
        n = write_fixed(text, v, precision - 1 - e, s->alternate);
        return s->alternate || precision - 1 - e <= 0 ? n : trim_zeros(text, n);
    }
    char mantissa[DIGITS_MAX + 520], whole[DIGITS_MAX + 520];
    int m = write_exponent(mantissa, v, precision - 1, s->alternate, 0);
    int kept = s->alternate || precision == 1 ? m : trim_zeros(mantissa, m);
    n = write_exponent(whole, v, precision - 1, s->alternate, letter);
    memcpy(text, mantissa, kept);
    memcpy(text + kept, whole + m, n - m);
    return kept + n - m;
}

/* A number as 16 hexadecimal digits, with the point behind the first, times
 * 2 to the exponent. As in glibc, that digit of a long double is a full one. */
struct hex {
    uint64_t digits;
    int exponent;
};

#define HEX_DIGITS 15               /* behind the point */

static struct hex hex_of_long_double(long double v)
{
    union {
        long double v;
        struct { uint64_t mantissa; uint16_t exponent; } bits;
    } u = { v };
    int exponent = u.bits.exponent ? u.bits.exponent : 1;

    return (struct hex){ u.bits.mantissa, v == 0 ? 0 : exponent - 16383 - 3 };
}

static struct hex hex_of_double(double v)
{
    union { double v; uint64_t bits; } u = { v };
    uint64_t exponent = u.bits >> 52, normal = exponent != 0;

    return (struct hex){ normal << 60 | u.bits << 12 >> 4,
                         v == 0 ? 0 : (normal ? (int)exponent : 1) - 1023 };
}

/* Exactly half goes to the even digit. */
static struct hex hex_round(struct hex h, int precision)
{
    uint64_t unit = 1ul << 4 * (HEX_DIGITS - precision);
    uint64_t rest = h.digits & (unit - 1);

    h.digits -= rest;
    if (rest > unit / 2 || (rest == unit / 2 && (h.digits & unit))) {
        h.digits += unit;
        if (h.digits == 0)          /* 0xf.f has become 0x10 */
            h = (struct hex){ 1ul << 60, h.exponent + 4 };
    }
    return h;
}

static int write_number(char *text, int n)
{
    char digits[12];
    int at = sizeof(digits), length;

    do
        digits[--at] = '0' + n % 10;
    while ((n /= 10) != 0);
    length = sizeof(digits) - at;
    memcpy(text, digits + at, length);
    return length;
}

/* %a; `precision` is -1 for as many digits as there are. */
static int write_hex(char *text, struct hex h, int precision, int point,
                     int upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    int n = 0;

    if (precision >= 0 && precision < HEX_DIGITS)
        h = hex_round(h, precision);
    text[n++] = digits[h.digits >> 60];
    h.digits <<= 4;
    if (precision > 0 || point || (precision < 0 && h.digits))
        text[n++] = '.';
    for (int i = 0; precision < 0 ? h.digits != 0 : i < precision; i++) {
        text[n++] = digits[h.digits >> 60];
        h.digits <<= 4;
    }
    text[n++] = upper ? 'P' : 'p';
    text[n++] = h.exponent < 0 ? '-' : '+';
    return n + write_number(text + n, abs(h.exponent));
}

static void put_hex(struct output *o, const struct spec *s, long double v,
                    int negative)
{
    char text[520 + 20], prefix[4];
    int upper = s->conversion == 'A';
    int precision = s->precision > 500 ? 500 : s->precision;
    struct hex h = s->size == 3 ? hex_of_long_double(v) : hex_of_double(v);

    strcpy(prefix, sign_of(s, negative));
    strcat(prefix, upper ? "0X" : "0x");
    int n = write_hex(text, h, precision, s->alternate, upper);
    put_field(o, s, prefix, 0, text, n);
}

static void put_float(struct output *o, struct spec *s, long double v)
{
    static char text[5000 + 520];
    int upper = s->conversion < 'a', negative = __builtin_signbit(v) != 0;
    int precision = s->precision < 0 ? 6 : s->precision > 500 ? 500 : s->precision;
    int n;

    v = negative ? -v : v;
    if (v != v || v > __LDBL_MAX__) {
        s->zero = 0;
        put_field(o, s, sign_of(s, negative), 0,
                  v != v ? upper ? "NAN" : "nan" : upper ? "INF" : "inf", 3);
        return;
    }
    switch (s->conversion | 32) {
    case 'a': put_hex(o, s, v, negative); return;
    case 'f': n = write_fixed(text, v, precision, s->alternate); break;
    case 'e':
        n = write_exponent(text, v, precision, s->alternate, upper ? 'E' : 'e');
        break;
    default: n = write_general(text, s, v, precision, upper ? 'E' : 'e');
    }
    put_field(o, s, sign_of(s, negative), 0, text, n);
}

/* --- the format ----------------------------------------------------------- */

static int number(const char **fmt, va_list *args)
{
    int n = 0;

    if (**fmt == '*') {
        (*fmt)++;
        return va_arg(*args, int);
    }
    for (; **fmt >= '0' && **fmt <= '9'; (*fmt)++)
        n = n * 10 + (**fmt - '0');
    return n;
}

static void read_flags(const char **fmt, struct spec *s)
{
    for (;; (*fmt)++) {
        switch (**fmt) {
        case '-': s->left = 1; break;
        case '+': s->plus = 1; break;
        case ' ': s->space = 1; break;
        case '#': s->alternate = 1; break;
        case '0': s->zero = 1; break;
        default: return;
        }
    }
}

static void read_size(const char **fmt, struct spec *s)
{
    for (;; (*fmt)++) {
        switch (**fmt) {
        case 'h': s->size--; break;
        case 'l':
        case 'z':
        case 'j':
        case 't': s->size++; break;
        case 'L': s->size = 3; break;
        default: return;
        }
    }
}

static struct spec read_spec(const char **fmt, va_list *args)
{
    struct spec s = { .precision = -1 };

    read_flags(fmt, &s);
    s.width = number(fmt, args);
    if (s.width < 0) {
        s.left = 1;
        s.width = -s.width;
    }
    if (**fmt == '.') {
        (*fmt)++;
        s.precision = number(fmt, args);
    }
    read_size(fmt, &s);
    s.conversion = *(*fmt)++;
    return s;
}

static void put_string(struct output *o, struct spec *s, const char *text)
{
    size_t max = s->precision < 0 ? SIZE_MAX : (size_t)s->precision;

    s->zero = 0;
    text = text ? text : "(null)";
    put_field(o, s, "", 0, text, strnlen(text, max));
}

static void convert(struct output *o, struct spec *s, va_list *args)
{
    switch (s->conversion) {
    case 'd':
    case 'i': {
        intmax_t v = next_signed(s, args);
        put_integer(o, s, v < 0 ? -(uintmax_t)v : (uintmax_t)v,
                    sign_of(s, v < 0));
        break;
    }
    case 'u':
    case 'o': put_integer(o, s, next_unsigned(s, args), ""); break;
    case 'x':
    case 'X': {
        uintmax_t v = next_unsigned(s, args);
        put_integer(o, s, v, !s->alternate || v == 0 ? "" :
                             s->conversion == 'x' ? "0x" : "0X");
        break;
    }
    case 'p': {
        void *p = va_arg(*args, void *);
        if (p)
            put_integer(o, s, (uintptr_t)p, "0x");
        else
            put_string(o, s, "(nil)");
        break;
    }
    case 'c': {
        char c = va_arg(*args, int);
        s->zero = 0;
        put_field(o, s, "", 0, &c, 1);
        break;
    }
    case 's': put_string(o, s, va_arg(*args, const char *)); break;
    case 'm': put_string(o, s, strerror(errno)); break;
    case 'n': *va_arg(*args, int *) = o->length; break;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        put_float(o, s, s->size == 3 ? va_arg(*args, long double)
                                     : va_arg(*args, double));
        break;
    case '%': put(o, "%", 1); break;
    }
}

int __format(format_sink *sink, void *out, const char *fmt, va_list args)
{
    struct output o = { sink, out, 0 };
    va_list rest;

    va_copy(rest, args);
    while (*fmt) {
        size_t n = strchrnul(fmt, '%') - fmt;
        put(&o, fmt, n);
        fmt += n;
        if (*fmt == '%' && *++fmt) {
            struct spec s = read_spec(&fmt, &rest);
            convert(&o, &s, &rest);
        }
    }
    va_end(rest);
    return o.length;
}
