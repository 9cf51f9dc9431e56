/* time.c - clocks, sleeping, and the calendar (time.h). */
#include <time.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include "syscall.h"

int clock_gettime(clockid_t clock, struct timespec *t)
{
    return call(SYS_clock_gettime, clock, t);
}

int clock_getres(clockid_t clock, struct timespec *t)
{
    return call(SYS_clock_getres, clock, t);
}

/* Returns the error itself (POSIX). */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *t,
                    struct timespec *left)
{
    return -raw_syscall(SYS_clock_nanosleep, clock, flags, t, left);
}

int nanosleep(const struct timespec *t, struct timespec *left)
{
    return call(SYS_nanosleep, t, left);
}

unsigned sleep(unsigned seconds)
{
    struct timespec t = { seconds, 0 };

    return nanosleep(&t, &t) < 0 ? t.tv_sec + (t.tv_nsec > 0) : 0;
}

int usleep(useconds_t us)
{
    struct timespec t = { us / 1000000, us % 1000000 * 1000 };

    return nanosleep(&t, NULL);
}

int gettimeofday(struct timeval *t, void *zone)
{
    return call(SYS_gettimeofday, t, zone);
}

int setitimer(int which, const struct itimerval *new, struct itimerval *old)
{
    return call(SYS_setitimer, which, new, old);
}

int getitimer(int which, struct itimerval *now)
{
    return call(SYS_getitimer, which, now);
}

unsigned alarm(unsigned seconds)
{
    return call(SYS_alarm, seconds);
}

useconds_t ualarm(useconds_t first, useconds_t period)
{
    struct itimerval old, new = {
        { period / 1000000, period % 1000000 },
        { first / 1000000, first % 1000000 },
    };

    if (setitimer(ITIMER_REAL, &new, &old) < 0)
        return 0;
    return old.it_value.tv_sec * 1000000 + old.it_value.tv_usec;
}

time_t time(time_t *t)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (t)
        *t = now.tv_sec;
    return now.tv_sec;
}

int timespec_get(struct timespec *t, int base)
{
    return clock_gettime(CLOCK_REALTIME, t) < 0 ? 0 : base;
}

clock_t clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * CLOCKS_PER_SEC + t.tv_nsec / 1000;
}

double difftime(time_t a, time_t b)
{
    return a - b;
}

void tzset(void)
{
}

/* --- the calendar: years that begin in March end with the leap day -------- */

static long days_before(long year, int month)
{
    if (month <= 2) {
        year--;
        month += 12;
    }
    long era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
           (153 * (month - 3) + 2) / 5 - 719468;
}

time_t timegm(struct tm *t)
{
    long months = t->tm_year * 12l + t->tm_mon;
    long year = 1900 + (months >= 0 ? months / 12 : (months - 11) / 12);
    int month = months - (year - 1900) * 12 + 1;
    time_t seconds = (days_before(year, month) + t->tm_mday - 1) * 86400 +
                     t->tm_hour * 3600l + t->tm_min * 60 + t->tm_sec;

    gmtime_r(&seconds, t);
    return seconds;
}

time_t mktime(struct tm *t)
{
    return timegm(t);
}

struct tm *gmtime_r(const time_t *when, struct tm *t)
{
    long days = *when / 86400, rest = *when % 86400;
    int month;

    if (rest < 0) {
        rest += 86400;
        days--;
    }
    long year = 1970 + days / 366;
    while (days_before(year + 1, 1) <= days)
        year++;
    while (days_before(year, 1) > days)
        year--;
    for (month = 12; days_before(year, month) > days; month--)
        continue;
    *t = (struct tm){
        .tm_sec = rest % 60, .tm_min = rest / 60 % 60, .tm_hour = rest / 3600,
        .tm_mday = days - days_before(year, month) + 1, .tm_mon = month - 1,
        .tm_year = year - 1900, .tm_wday = ((days + 4) % 7 + 7) % 7,
        .tm_yday = days - days_before(year, 1), .tm_zone = "UTC",
    };
    return t;
}

struct tm *gmtime(const time_t *when)
{
    static struct tm t;

    return gmtime_r(when, &t);
}

struct tm *localtime_r(const time_t *when, struct tm *t)
{
    return gmtime_r(when, t);
}

struct tm *localtime(const time_t *when)
{
    return gmtime(when);
}

static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday",
                                    "Thursday", "Friday", "Saturday" };
static const char *const months[] = {
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
};

/* One conversion; a combined one is a format of its own. */
static size_t convert(char *out, size_t size, char c, const struct tm *t)
{
    switch (c) {
    case 'a': return snprintf(out, size, "%.3s", days[t->tm_wday]);
    case 'A': return snprintf(out, size, "%s", days[t->tm_wday]);
    case 'b':
    case 'h': return snprintf(out, size, "%.3s", months[t->tm_mon]);
    case 'B': return snprintf(out, size, "%s", months[t->tm_mon]);
    case 'c': return strftime(out, size, "%a %b %e %H:%M:%S %Y", t);
    case 'd': return snprintf(out, size, "%02d", t->tm_mday);
    case 'D':
    case 'x': return strftime(out, size, "%m/%d/%y", t);
    case 'e': return snprintf(out, size, "%2d", t->tm_mday);
    case 'F': return strftime(out, size, "%Y-%m-%d", t);
    case 'H': return snprintf(out, size, "%02d", t->tm_hour);
    case 'I': return snprintf(out, size, "%02d", (t->tm_hour + 11) % 12 + 1);
    case 'j': return snprintf(out, size, "%03d", t->tm_yday + 1);
    case 'm': return snprintf(out, size, "%02d", t->tm_mon + 1);
    case 'M': return snprintf(out, size, "%02d", t->tm_min);
    case 'n': return snprintf(out, size, "\n");
    case 'p': return snprintf(out, size, t->tm_hour < 12 ? "AM" : "PM");
    case 'R': return strftime(out, size, "%H:%M", t);
    case 's': {
        struct tm copy = *t;
        return snprintf(out, size, "%ld", timegm(&copy));
    }
    case 'S': return snprintf(out, size, "%02d", t->tm_sec);
    case 'T':
    case 'X': return strftime(out, size, "%H:%M:%S", t);
    case 'u': return snprintf(out, size, "%d", (t->tm_wday + 6) % 7 + 1);
    case 'w': return snprintf(out, size, "%d", t->tm_wday);
    case 'y': return snprintf(out, size, "%02d", t->tm_year % 100);
    case 'Y': return snprintf(out, size, "%d", t->tm_year + 1900);
    case 'z': return snprintf(out, size, "+0000");
    case 'Z': return snprintf(out, size, "UTC");
    default: return snprintf(out, size, "%c", c);
    }
}

size_t strftime(char *out, size_t size, const char *fmt, const struct tm *t)
{
    size_t n = 0;

    for (; *fmt && n < size; fmt++) {
        if (*fmt == '%' && fmt[1])
            n += convert(out + n, size - n, *++fmt, t);
        else
            out[n++] = *fmt;
    }
    if (n >= size)
        return 0;
    out[n] = '\0';
    return n;
}

char *asctime(const struct tm *t)
{
    static char text[40];

    strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y\n", t);
    return text;
}

char *ctime(const time_t *when)
{
    return asctime(localtime(when));
}
