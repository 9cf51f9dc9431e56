/*
 * string.c - see string.h. The compiler itself may emit calls of memcpy,
 * memmove, memset and memcmp, so these four must exist under these names.
 */
#include "lib/string.h"

/* `rep movsq` moves eight bytes a step on every x86-64; the tail by bytes. */
void *memcpy(void *to, const void *from, size_t n)
{
    void *d = to;
    size_t words = n / 8, rest = n % 8;

    asm volatile("rep movsq" : "+D"(d), "+S"(from), "+c"(words) : : "memory");
    asm volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(rest) : : "memory");
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    char *d = to;
    const char *s = from;

    if (d <= s || d >= s + n)
        return memcpy(to, from, n);
    while (n-- > 0)
        d[n] = s[n];
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    void *d = to;
    size_t words = n / 8, rest = n % 8;
    uint64_t pattern = 0x0101010101010101ul * (uint8_t)byte;

    asm volatile("rep stosq" : "+D"(d), "+c"(words) : "a"(pattern) : "memory");
    asm volatile("rep stosb" : "+D"(d), "+c"(rest) : "a"(pattern) : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *p = a, *q = b;

    for (; n > 0; n--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

size_t strlen(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

size_t strnlen(const char *s, size_t max)
{
    size_t n = 0;

    while (n < max && s[n])
        n++;
    return n;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n > 0; n--, a++, b++)
        if (*a != *b || *a == '\0')
            return (uint8_t)*a - (uint8_t)*b;
    return 0;
}

char *strchr(const char *s, int c)
{
    for (; *s != (char)c; s++)
        if (*s == '\0')
            return NULL;
    return (char *)s;
}

size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t want = strlen(from);

    if (size > 0) {
        size_t n = MIN(want, size - 1);
        memcpy(to, from, n);
        to[n] = '\0';
    }
    return want;
}

size_t strlcat(char *to, const char *from, size_t size)
{
    size_t used = strnlen(to, size);

    return used + strlcpy(to + used, from, size - used);
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 99;
}

uint64_t parse_number(const char *s, const char **end, int base)
{
    uint64_t n = 0;

    if (base == 16 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
        s += 2;
    for (; digit_value(*s) < base; s++)
        n = n * base + digit_value(*s);
    *end = s;
    return n;
}

bool parse_natural(const char **s, uint64_t *n)
{
    int base = **s != '0' ? 10 : (*s)[1] == 'x' || (*s)[1] == 'X' ? 16 : 8;
    const char *first = *s += base == 16 ? 2 : 0;
    bool fits = true;

    for (*n = 0; digit_value(**s) < base; ++*s)
        fits = fits && !__builtin_mul_overflow(*n, base, n) &&
               !__builtin_add_overflow(*n, digit_value(**s), n);
    return fits && *s > first;
}
