/* string.c - bytes and strings (string.h). Compiled with -fno-builtin, so
 * that no loop here becomes a call of itself. */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *memcpy(void *to, const void *from, size_t n)
{
    void *d = to;
    size_t words = n / 8, rest = n % 8;

    __asm__ volatile("rep movsq" : "+D"(d), "+S"(from), "+c"(words) : : "memory");
    __asm__ volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(rest) : : "memory");
    return to;
}

void *mempcpy(void *to, const void *from, size_t n)
{
    return (char *)memcpy(to, from, n) + n;
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
    uint64_t pattern = 0x0101010101010101ul * (unsigned char)byte;

    __asm__ volatile("rep stosq" : "+D"(d), "+c"(words) : "a"(pattern) : "memory");
    __asm__ volatile("rep stosb" : "+D"(d), "+c"(rest) : "a"(pattern) : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *p = a, *q = b;

    for (; n > 0; n--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

void *memchr(const void *s, int c, size_t n)
{
    const unsigned char *p = s;

    for (; n > 0; n--, p++)
        if (*p == (unsigned char)c)
            return (void *)p;
    return NULL;
}

void *memrchr(const void *s, int c, size_t n)
{
    const unsigned char *p = s;

    while (n-- > 0)
        if (p[n] == (unsigned char)c)
            return (void *)(p + n);
    return NULL;
}

void *memmem(const void *in, size_t n, const void *what, size_t m)
{
    const char *p = in;

    for (; n >= m; n--, p++)
        if (memcmp(p, what, m) == 0)
            return (void *)p;
    return NULL;
}

size_t strlen(const char *s)
{
    const char *end = s;

    while (*end)
        end++;
    return end - s;
}

size_t strnlen(const char *s, size_t max)
{
    size_t n = 0;

    while (n < max && s[n])
        n++;
    return n;
}

char *stpcpy(char *to, const char *from)
{
    while ((*to = *from++))
        to++;
    return to;
}

char *strcpy(char *to, const char *from)
{
    stpcpy(to, from);
    return to;
}

char *strncpy(char *to, const char *from, size_t n)
{
    size_t length = strnlen(from, n);

    memcpy(to, from, length);
    memset(to + length, 0, n - length);
    return to;
}

char *strcat(char *to, const char *from)
{
    stpcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *to, const char *from, size_t n)
{
    size_t used = strlen(to), length = strnlen(from, n);

    memcpy(to + used, from, length);
    to[used + length] = '\0';
    return to;
}

size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t length = strlen(from);

    if (size > 0) {
        size_t n = length < size ? length : size - 1;
        memcpy(to, from, n);
        to[n] = '\0';
    }
    return length;
}

size_t strlcat(char *to, const char *from, size_t size)
{
    size_t used = strnlen(to, size);

    return used + strlcpy(to + used, from, size - used);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n > 0; n--, a++, b++)
        if (*a != *b || !*a)
            return (unsigned char)*a - (unsigned char)*b;
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strcoll(const char *a, const char *b)
{
    return strcmp(a, b);
}

int strncasecmp(const char *a, const char *b, size_t n)
{
    for (; n > 0; n--, a++, b++)
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b) || !*a)
            return tolower((unsigned char)*a) - tolower((unsigned char)*b);
    return 0;
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, SIZE_MAX);
}

char *strchrnul(const char *s, int c)
{
    while (*s && *s != (char)c)
        s++;
    return (char *)s;
}

char *strchr(const char *s, int c)
{
    char *at = strchrnul(s, c);

    return *at == (char)c ? at : NULL;
}

char *strrchr(const char *s, int c)
{
    return memrchr(s, c, strlen(s) + 1);
}

char *strstr(const char *s, const char *what)
{
    return memmem(s, strlen(s), what, strlen(what));
}

char *strcasestr(const char *s, const char *what)
{
    size_t n = strlen(what);

    for (; strlen(s) >= n; s++)
        if (strncasecmp(s, what, n) == 0)
            return (char *)s;
    return NULL;
}

size_t strspn(const char *s, const char *set)
{
    size_t n = 0;

    while (s[n] && strchr(set, s[n]))
        n++;
    return n;
}

size_t strcspn(const char *s, const char *set)
{
    size_t n = 0;

    while (s[n] && !strchr(set, s[n]))
        n++;
    return n;
}

char *strpbrk(const char *s, const char *set)
{
    s += strcspn(s, set);
    return *s ? (char *)s : NULL;
}

char *strtok_r(char *s, const char *set, char **rest)
{
    if (!s)
        s = *rest;
    s += strspn(s, set);
    if (!*s) {
        *rest = s;
        return NULL;
    }
    *rest = s + strcspn(s, set);
    if (**rest)
        *(*rest)++ = '\0';
    return s;
}

char *strtok(char *s, const char *set)
{
    static char *rest;

    return strtok_r(s, set, &rest);
}

char *strsep(char **s, const char *set)
{
    char *begin = *s;

    if (!begin)
        return NULL;
    char *end = begin + strcspn(begin, set);
    *s = *end ? end + 1 : NULL;
    *end = '\0';
    return begin;
}

char *strndup(const char *s, size_t max)
{
    size_t n = strnlen(s, max);
    char *copy = malloc(n + 1);

    if (copy) {
        memcpy(copy, s, n);
        copy[n] = '\0';
    }
    return copy;
}

char *strdup(const char *s)
{
    return strndup(s, SIZE_MAX);
}

int bcmp(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n);
}

void bcopy(const void *from, void *to, size_t n)
{
    memmove(to, from, n);
}

void bzero(void *to, size_t n)
{
    memset(to, 0, n);
}

char *index(const char *s, int c)
{
    return strchr(s, c);
}

char *rindex(const char *s, int c)
{
    return strrchr(s, c);
}

int ffs(int i)
{
    return i ? __builtin_ctz(i) + 1 : 0;
}

/* glibc's texts, which programs' users know. */
static const struct { int number; const char *text; } errors[] = {
    { 0, "Success" }, { EPERM, "Operation not permitted" },
    { ENOENT, "No such file or directory" }, { ESRCH, "No such process" },
    { EINTR, "Interrupted system call" }, { EIO, "Input/output error" },
    { ENXIO, "No such device or address" },
    { E2BIG, "Argument list too long" }, { ENOEXEC, "Exec format error" },
    { EBADF, "Bad file descriptor" }, { ECHILD, "No child processes" },
    { EAGAIN, "Resource temporarily unavailable" },
    { ENOMEM, "Cannot allocate memory" }, { EACCES, "Permission denied" },
    { EFAULT, "Bad address" }, { EBUSY, "Device or resource busy" },
    { EEXIST, "File exists" }, { EXDEV, "Invalid cross-device link" },
    { ENODEV, "No such device" }, { ENOTDIR, "Not a directory" },
    { EISDIR, "Is a directory" }, { EINVAL, "Invalid argument" },
    { ENFILE, "Too many open files in system" },
    { EMFILE, "Too many open files" },
    { ENOTTY, "Inappropriate ioctl for device" },
    { ETXTBSY, "Text file busy" }, { EFBIG, "File too large" },
    { ENOSPC, "No space left on device" }, { ESPIPE, "Illegal seek" },
    { EROFS, "Read-only file system" }, { EMLINK, "Too many links" },
    { EPIPE, "Broken pipe" }, { EDOM, "Numerical argument out of domain" },
    { ERANGE, "Numerical result out of range" },
    { EDEADLK, "Resource deadlock avoided" },
    { ENAMETOOLONG, "File name too long" },
    { ENOLCK, "No locks available" },
    { ENOSYS, "Function not implemented" },
    { ENOTEMPTY, "Directory not empty" },
    { ELOOP, "Too many levels of symbolic links" },
    { ENOMSG, "No message of desired type" },
    { EIDRM, "Identifier removed" },
    { EOVERFLOW, "Value too large for defined data type" },
    { EILSEQ, "Invalid or incomplete multibyte or wide character" },
    { ENOTSUP, "Operation not supported" },
    { ETIMEDOUT, "Connection timed out" },
};

char *strerror(int number)
{
    static char unknown[40];

    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
        if (errors[i].number == number)
            return (char *)errors[i].text;
    snprintf(unknown, sizeof(unknown), "Unknown error %d", number);
    return unknown;
}

int strerror_r(int number, char *buf, size_t size)
{
    return strlcpy(buf, strerror(number), size) < size ? 0 : ERANGE;
}
