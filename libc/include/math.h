/* math.h - elementary functions (C11 7.12), by the x87 unit. */
#pragma once

#define HUGE_VAL __builtin_huge_val()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define M_E 2.71828182845904523536
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_SQRT2 1.41421356237309504880
#define M_LN2 0.69314718055994530942
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)

double fabs(double), sqrt(double), cbrt(double), floor(double), ceil(double),
    trunc(double), round(double), rint(double), fmod(double, double),
    sin(double), cos(double), tan(double), asin(double), acos(double),
    atan(double), atan2(double, double), exp(double), exp2(double),
    log(double), log2(double), log10(double), pow(double, double),
    sinh(double), cosh(double), tanh(double), hypot(double, double),
    ldexp(double, int), frexp(double, int *), modf(double, double *),
    fmin(double, double), fmax(double, double), copysign(double, double);
long lround(double), lrint(double);
float fabsf(float), sqrtf(float), floorf(float), ceilf(float), sinf(float),
    cosf(float), powf(float, float), expf(float), logf(float);
