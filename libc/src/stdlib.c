/* stdlib.c - numbers from text, sorting, chance, the environment. */
#include <stdlib.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- integers ------------------------------------------------------------- */

static int digit(int c)
{
    return isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : 99;
}

/* The digits of a number as its size, `limit` if that is too small. */
static unsigned long magnitude(const char **at, int base, unsigned long limit)
{
    unsigned long n = 0;
    int over = 0;

    for (; digit(**at) < base; (*at)++) {
        unsigned d = digit(**at);
        if (over || n > (limit - d) / base)
            over = 1;
        else
            n = n * base + d;
    }
    if (over)
        errno = ERANGE;
    return over ? limit : n;
}

static const char *skip_sign(const char *s, int *negative)
{
    while (isspace((unsigned char)*s))
        s++;
    *negative = *s == '-';
    return s + (*s == '-' || *s == '+');
}

static const char *find_base(const char *s, int *base)
{
    if ((*base == 0 || *base == 16) && s[0] == '0' && tolower(s[1]) == 'x' &&
        isxdigit((unsigned char)s[2])) {
        *base = 16;
        return s + 2;
    }
    if (*base == 0)
        *base = *s == '0' ? 8 : 10;
    return s;
}

unsigned long strtoul(const char *text, char **end, int base)
{
    int negative;
    const char *s = find_base(skip_sign(text, &negative), &base), *at = s;
    unsigned long n = magnitude(&at, base, ULONG_MAX);

    if (end)
        *end = (char *)(at == s ? text : at);
    return negative ? -n : n;
}

long strtol(const char *text, char **end, int base)
{
    int negative;
    const char *s = find_base(skip_sign(text, &negative), &base), *at = s;
    unsigned long n = magnitude(&at, base, LONG_MAX + (unsigned long)negative);

    if (end)
        *end = (char *)(at == s ? text : at);
    return negative ? -n : n;
}

long long strtoll(const char *s, char **end, int base)
{
    return strtol(s, end, base);
}

unsigned long long strtoull(const char *s, char **end, int base)
{
    return strtoul(s, end, base);
}

intmax_t strtoimax(const char *s, char **end, int base)
{
    return strtol(s, end, base);
}

uintmax_t strtoumax(const char *s, char **end, int base)
{
    return strtoul(s, end, base);
}

int atoi(const char *s)
{
    return strtol(s, NULL, 10);
}

long atol(const char *s)
{
    return strtol(s, NULL, 10);
}

long long atoll(const char *s)
{
    return strtol(s, NULL, 10);
}

/* --- floating point: right to about 18 digits ----------------------------- */

static long double power(long double base, int n)
{
    long double p = 1;

    for (; n > 0; n /= 2, base *= base)
        if (n % 2)
            p *= base;
    return p;
}

static const char *read_exponent(const char *s, char letter, int *exponent)
{
    char *end;

    if (tolower(*s) != letter)
        return s;
    long e = strtol(s + 1, &end, 10);
    if (end == s + 1 || isspace((unsigned char)s[1]))
        return s;
    *exponent += e > 20000 ? 20000 : e < -20000 ? -20000 : e;
    return end;
}

static int is_digit(char c, int base)
{
    return base == 16 ? isxdigit((unsigned char)c) : isdigit((unsigned char)c);
}

/* A number with or without a point; NULL if there is no digit. In base 16 the
 * exponent counts bits. */
static const char *read_number(const char *s, int base, long double *n)
{
    int exponent = 0, digits = 0, point = 0, step = base == 16 ? 4 : 1;

    for (; is_digit(*s, base) || (*s == '.' && !point); s++) {
        if (*s == '.') {
            point = 1;
            continue;
        }
        *n = *n * base + (isdigit((unsigned char)*s) ? *s - '0'
                                                     : tolower(*s) - 'a' + 10);
        exponent -= point * step;
        digits++;
    }
    if (!digits)
        return NULL;
    s = read_exponent(s, base == 16 ? 'p' : 'e', &exponent);
    base = base == 16 ? 2 : 10;
    *n = exponent < 0 ? *n / power(base, -exponent) : *n * power(base, exponent);
    return s;
}

long double strtold(const char *text, char **end)
{
    int negative;
    const char *s = skip_sign(text, &negative), *behind = NULL;
    long double n = 0;

    if (strncasecmp(s, "inf", 3) == 0 || strncasecmp(s, "nan", 3) == 0) {
        n = tolower(*s) == 'i' ? __builtin_infl() : __builtin_nanl("");
        behind = s + (strncasecmp(s, "infinity", 8) == 0 ? 8 : 3);
    }
    if (strncasecmp(s, "0x", 2) == 0)
        behind = read_number(s + 2, 16, &n);
    if (!behind)
        behind = read_number(s, 10, &n);
    if (end)
        *end = (char *)(behind ? behind : text);
    return negative ? -n : n;
}

double strtod(const char *s, char **end)
{
    return strtold(s, end);
}

float strtof(const char *s, char **end)
{
    return strtold(s, end);
}

double atof(const char *s)
{
    return strtod(s, NULL);
}

/* --- arithmetic ----------------------------------------------------------- */

int abs(int n)
{
    return n < 0 ? -n : n;
}

long labs(long n)
{
    return n < 0 ? -n : n;
}

long long llabs(long long n)
{
    return n < 0 ? -n : n;
}

div_t div(int a, int b)
{
    return (div_t){ a / b, a % b };
}

ldiv_t ldiv(long a, long b)
{
    return (ldiv_t){ a / b, a % b };
}

lldiv_t lldiv(long long a, long long b)
{
    return (lldiv_t){ a / b, a % b };
}

/* --- chance: a linear congruence, its high bits (Knuth 3.3.4) ------------- */

static unsigned long seed = 1;

long random(void)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return seed >> 33;
}

void srandom(unsigned s)
{
    seed = s;
}

int rand(void)
{
    return random();
}

void srand(unsigned s)
{
    srandom(s);
}

int rand_r(unsigned *state)
{
    *state = *state * 1103515245u + 12345;
    return *state >> 1;
}

long lrand48(void)
{
    return random();
}

void srand48(long s)
{
    srandom(s);
}

double drand48(void)
{
    return random() / 2147483648.0;
}

/* --- sorting and searching ------------------------------------------------ */

typedef int compare_function(const void *, const void *);

static void swap(char *a, char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = a[i];
        a[i] = b[i];
        b[i] = c;
    }
}

/* Let the item at `root` sink in the heap of `count`. */
static void sink(char *base, size_t root, size_t count, size_t size,
                 compare_function *compare)
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            return;
        if (child + 1 < count &&
            compare(base + child * size, base + (child + 1) * size) < 0)
            child++;
        if (compare(base + root * size, base + child * size) >= 0)
            return;
        swap(base + root * size, base + child * size, size);
        root = child;
    }
}

/* Heapsort: never slow, and needs no memory. */
void qsort(void *items, size_t count, size_t size, compare_function *compare)
{
    char *base = items;

    for (size_t i = count / 2; i > 0; i--)
        sink(base, i - 1, count, size, compare);
    for (size_t i = count; i > 1; i--) {
        swap(base, base + (i - 1) * size, size);
        sink(base, 0, i - 1, size, compare);
    }
}

void *bsearch(const void *key, const void *items, size_t count, size_t size,
              compare_function *compare)
{
    const char *base = items;

    while (count > 0) {
        const char *middle = base + count / 2 * size;
        int order = compare(key, middle);
        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            base = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}

/* --- the environment ------------------------------------------------------ */

/* The slot of a name, or that of the final NULL. */
static char **find_variable(const char *name, size_t n)
{
    char **at = environ;

    while (*at && (strncmp(*at, name, n) != 0 || (*at)[n] != '='))
        at++;
    return at;
}

char *getenv(const char *name)
{
    size_t n = strlen(name);
    char *found = *find_variable(name, n);

    return found ? found + n + 1 : NULL;
}

/* The array is ours once it has grown; strings stay allocated. */
int putenv(char *text)
{
    static char **own;
    char **at = find_variable(text, strcspn(text, "="));

    if (*at) {
        *at = text;
        return 0;
    }
    size_t count = at - environ;
    char **grown = realloc(own, (count + 2) * sizeof(*grown));
    if (!grown)
        return -1;
    if (environ != own)
        memcpy(grown, environ, count * sizeof(*grown));
    environ = own = grown;
    environ[count] = text;
    environ[count + 1] = NULL;
    return 0;
}

int setenv(const char *name, const char *value, int overwrite)
{
    char *text;

    if (!*name || strchr(name, '=')) {
        errno = EINVAL;
        return -1;
    }
    if (!overwrite && getenv(name))
        return 0;
    if (asprintf(&text, "%s=%s", name, value) < 0)
        return -1;
    return putenv(text);
}

int unsetenv(const char *name)
{
    char **at = find_variable(name, strlen(name));

    while (*at) {
        at[0] = at[1];
        at++;
    }
    return 0;
}

int clearenv(void)
{
    *environ = NULL;
    return 0;
}

/* --- names of files ------------------------------------------------------- */

/* Fill in the six X's at the end of `name`. */
static int random_name(char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t n = strlen(name);
    struct timespec now;

    if (n < 6 || strcmp(name + n - 6, "XXXXXX") != 0) {
        errno = EINVAL;
        return -1;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    unsigned long x = now.tv_nsec * 2654435761ul ^ (unsigned long)getpid() << 32;
    for (int i = 1; i <= 6; i++, x /= 62)
        name[n - i] = letters[x % 62];
    return 0;
}

int mkstemp(char *name)
{
    if (random_name(name) < 0)
        return -1;
    return open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
}

char *mkdtemp(char *name)
{
    return random_name(name) < 0 || mkdir(name, 0700) < 0 ? NULL : name;
}

/* Simplified: there are no links to follow, only dots to fold. */
char *realpath(const char *path, char *out)
{
    char text[2 * PATH_MAX] = "", *at = text, *rest, *part;
    struct stat s;

    if (stat(path, &s) < 0)
        return NULL;
    if (*path != '/' && !getcwd(text, PATH_MAX))
        return NULL;
    strlcat(text, "/", sizeof(text));
    strlcat(text, path, sizeof(text));
    if (!out && !(out = malloc(PATH_MAX)))
        return NULL;
    *out = '\0';
    while ((part = strtok_r(at, "/", &rest))) {
        at = NULL;
        if (strcmp(part, ".") == 0)
            continue;
        if (strcmp(part, "..") == 0) {
            char *slash = strrchr(out, '/');
            *(slash ? slash : out) = '\0';
        } else {
            strlcat(out, "/", PATH_MAX);
            strlcat(out, part, PATH_MAX);
        }
    }
    return *out ? out : strcpy(out, "/");
}
