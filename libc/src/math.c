/*
 * math.c - see math.h. The x87 unit computes with 64 bits of mantissa, more
 * than a double's 53, so most results are right to the last place or next to
 * it. Simplified: errno is not set, and arguments of sin and cos beyond 2^63
 * are not reduced.
 */
#include <math.h>
#include <stdint.h>

typedef long double real;

double fabs(double x)
{
    return __builtin_fabs(x);
}

double copysign(double x, double sign)
{
    return __builtin_copysign(x, sign);
}

double sqrt(double x)
{
    __asm__("sqrtsd %1, %0" : "=x"(x) : "x"(x));
    return x;
}

/* --- whole numbers -------------------------------------------------------- */

/* From 2^52 on every double is whole. */
static int is_whole(double x)
{
    return !(fabs(x) < 4503599627370496.0);
}

double trunc(double x)
{
    return is_whole(x) ? x : copysign((double)(int64_t)x, x);
}

double floor(double x)
{
    double t = trunc(x);

    return t > x ? t - 1 : t;
}

double ceil(double x)
{
    return -floor(-x);
}

double round(double x)
{
    double t = trunc(x);

    return fabs(x - t) >= 0.5 ? t + copysign(1, x) : t;
}

double rint(double x)
{
    real r = x;

    __asm__("frndint" : "+t"(r));
    return r;
}

long lround(double x)
{
    return round(x);
}

long lrint(double x)
{
    return rint(x);
}

double fmod(double x, double y)
{
    real r = x, d = y;
    uint16_t status;

    do      /* the remainder comes by steps; C2 says that it isn't done */
        __asm__("fprem\n\tfnstsw %1" : "+t"(r), "=a"(status) : "u"(d));
    while (status & 0x400);
    return r;
}

double modf(double x, double *whole)
{
    *whole = trunc(x);
    return isinf(x) ? copysign(0, x) : x - *whole;
}

double fmin(double a, double b)
{
    return isnan(a) || b < a ? b : a;
}

double fmax(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

/* --- angles --------------------------------------------------------------- */

static real atan2_real(real y, real x)
{
    real r;

    __asm__("fpatan" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
    return r;
}

double sin(double x)
{
    real r = x;

    __asm__("fsin" : "+t"(r));
    return r;
}

double cos(double x)
{
    real r = x;

    __asm__("fcos" : "+t"(r));
    return r;
}

double tan(double x)
{
    return sin(x) / cos(x);
}

double atan2(double y, double x)
{
    return atan2_real(y, x);
}

double atan(double x)
{
    return atan2_real(x, 1);
}

static real sqrt_real(real x)
{
    __asm__("fsqrt" : "+t"(x));
    return x;
}

double asin(double x)
{
    return atan2_real(x, sqrt_real((1 - (real)x) * (1 + (real)x)));
}

double acos(double x)
{
    return atan2_real(sqrt_real((1 - (real)x) * (1 + (real)x)), x);
}

double hypot(double x, double y)
{
    return sqrt_real((real)x * x + (real)y * y);
}

/* --- powers --------------------------------------------------------------- */

/* y * log2(x) */
static real y_log2(real y, real x)
{
    real r;

    __asm__("fyl2x" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
    return r;
}

static real scale(real x, real n)
{
    __asm__("fscale" : "+t"(x) : "u"(n));
    return x;
}

/* 2^x: whole part and rest apart, since F2XM1 takes -1 to 1. */
static real exp2_real(real x)
{
    real whole = x;

    if (x > 20000)
        return __builtin_infl();
    if (x < -20000)
        return 0;
    __asm__("frndint" : "+t"(whole));
    real rest = x - whole;
    __asm__("f2xm1" : "+t"(rest));
    return scale(rest + 1, whole);
}

#define LOG2_E 1.442695040888963407359924681001892137L
#define LN_2 0.693147180559945309417232121458176568L
#define LOG10_2 0.301029995663981195213738894724493027L

double exp2(double x)
{
    return isnan(x) ? x : exp2_real(x);
}

double exp(double x)
{
    return isnan(x) ? x : exp2_real(x * LOG2_E);
}

static real log_in(double x, real unit)
{
    if (x == 0)
        return -__builtin_infl();
    if (x < 0)
        return __builtin_nanl("");
    return isinf(x) ? x : y_log2(unit, x);
}

double log(double x)
{
    return log_in(x, LN_2);
}

double log2(double x)
{
    return log_in(x, 1);
}

double log10(double x)
{
    return log_in(x, LOG10_2);
}

static real whole_power(real x, int64_t n)
{
    real result = 1;

    for (uint64_t m = n < 0 ? -n : n; m > 0; m /= 2, x *= x)
        if (m % 2)
            result *= x;
    return n < 0 ? 1 / result : result;
}

double pow(double x, double y)
{
    int whole = trunc(y) == y;

    if (y == 0 || x == 1)
        return 1;
    if (whole && fabs(y) < 65536)
        return whole_power(x, y);
    if (x < 0 && !whole)
        return NAN;
    if (x == 0)
        return y > 0 ? 0 : HUGE_VAL;
    real r = exp2_real(y_log2(y, fabs(x)));
    return x < 0 && fmod(y, 2) != 0 ? -r : r;
}

double cbrt(double x)
{
    return x == 0 ? x : copysign(pow(fabs(x), 1 / 3.0), x);
}

double sinh(double x)
{
    return (exp(x) - exp(-x)) / 2;
}

double cosh(double x)
{
    return (exp(x) + exp(-x)) / 2;
}

double tanh(double x)
{
    return x > 20 ? 1 : x < -20 ? -1 : 1 - 2 / (exp(2 * x) + 1);
}

double ldexp(double x, int n)
{
    return scale(x, n);
}

double frexp(double x, int *exponent)
{
    *exponent = 0;
    if (x == 0 || !isfinite(x))
        return x;
    *exponent = floor(log2(fabs(x))) + 1;
    x = ldexp(x, -*exponent);
    if (fabs(x) >= 1) {             /* the logarithm was rounded up or down */
        x /= 2;
        ++*exponent;
    } else if (fabs(x) < 0.5) {
        x *= 2;
        --*exponent;
    }
    return x;
}

#define FLOAT(name) \
    float name##f(float x) \
    { \
        return name(x); \
    }
FLOAT(fabs)
FLOAT(sqrt)
FLOAT(floor)
FLOAT(ceil)
FLOAT(sin)
FLOAT(cos)
FLOAT(exp)
FLOAT(log)

float powf(float x, float y)
{
    return pow(x, y);
}
