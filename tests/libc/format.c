/* format.c - floating-point numbers in hexadecimal, printed in every way and
 * read again. What it prints must be the same with our library and with the
 * host's. */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>

static const double numbers[] = {
    0, -0.0, 1, -1, 0.5, 1.5, 2.5, 15.999, 3.14159265358979, 1e-310, 5e-324,
    DBL_MIN, DBL_MAX, 0x1.fffffffffffffp0, 0x1.ffp3, 0x1.08p0, 0x1.18p0,
    0x1.fffffp-3, 1e22, 123456.789, 1.0 / 0.0, -1.0 / 0.0,
};

static const char *const formats[] = {
    "%a", "%A", "%.0a", "%.1a", "%.3a", "%.13a", "%.20a", "%+a", "% a",
    "%#.0a", "%20a", "%-20a|", "%020a", "%+020.2A",
};

static const long double long_numbers[] = {
    0, 1, -1.5L, 3.14159265358979323846L, LDBL_MAX, LDBL_MIN, 0x1p-16445L,
    1e4000L,
};

static const char *const long_formats[] = {
    "%La", "%.0La", "%.2La", "%.5LA", "%30La",
};

static const char *const texts[] = {
    "12.5e1x", "-.5", ".", "0x", "0x.p1", "0x.8p1z", "0X1Fp-2", "0x1p", "1e",
    "1e+", "  7", "infinity", "-inf", "nano", "1e400", "1e-400", "0x1p5000",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int main(void)
{
    for (size_t i = 0; i < COUNT(numbers); i++)
        for (size_t f = 0; f < COUNT(formats); f++) {
            printf(formats[f], numbers[i]);
            printf(" %s\n", formats[f]);
        }
    for (size_t i = 0; i < COUNT(long_numbers); i++)
        for (size_t f = 0; f < COUNT(long_formats); f++) {
            printf(long_formats[f], long_numbers[i]);
            printf(" %s\n", long_formats[f]);
        }
    printf("%a %d\n", 1.5, 7);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        char text[40];
        snprintf(text, sizeof(text), "%a", numbers[i]);
        printf("%s is read as %a\n", text, strtod(text, NULL));
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        char *end;
        double n = strtod(texts[i], &end);
        printf("%s is read as %g, but \"%s\"\n", texts[i], n, end);
    }
    return 0;
}
