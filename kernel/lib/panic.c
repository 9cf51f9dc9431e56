/* panic.c - see panic.h. */
#include "lib/panic.h"
#include "lib/string.h"

#define COLUMNS 80

struct cpu;

void (*panic_stop_others)(void), (*panic_end)(void);
static struct cpu *panicking;       /* atomic: the processor, or NULL */

bool panic_has_begun(void)
{
    return __atomic_load_n(&panicking, __ATOMIC_ACQUIRE);
}

/* Each frame begins with the caller's rbp and, above it, the return address
 * (System V AMD64 ABI, 3.2.2). Kernel addresses only: a user's chain may lie. */
void backtrace(uint64_t rbp)
{
    for (int depth = 0; depth < 20; depth++) {
        if (rbp < 0xffff800000000000ul || rbp % 8 != 0)
            return;
        const uint64_t *frame = (const uint64_t *)rbp;
        kprintf("    called from %p\n", (void *)frame[1]);
        if (frame[0] <= rbp)
            return;
        rbp = frame[0];
    }
}

/* Break lines at blanks, since the screen would break them in words. */
static void break_lines(char *text, size_t column)
{
    char *blank = NULL;

    for (; *text; text++, column++) {
        if (*text == ' ')
            blank = text;
        if (column < COLUMNS || !blank)
            continue;
        *blank = '\n';
        column = text - blank - 1;
        blank = NULL;
    }
}

static NORETURN void stop(void)
{
    for (;;)
        asm volatile("cli; hlt");
}

static void say(const char *fmt, va_list args)
{
    char why[200];

    vsnprintf(why, sizeof(why), fmt, args);
    break_lines(why, strlen("PANIC: "));
    kprintf("\nPANIC: %s\n", why);
    backtrace((uint64_t)__builtin_frame_address(0));
}

/* One processor panics at a time, and once: a fault while it prints ends the
 * machine. */
void panic(const char *fmt, ...)
{
    struct cpu *self, *nobody = NULL;
    va_list args;

    asm volatile("cli; movq %%gs:0, %0" : "=r"(self));
    if (__atomic_compare_exchange_n(&panicking, &nobody, self, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        if (panic_stop_others)
            panic_stop_others();
        va_start(args, fmt);
        say(fmt, args);
        va_end(args);
    } else if (nobody != self) {
        stop();
    }
    if (panic_end)
        panic_end();
    stop();
}
