/*
 * trace.c - system calls in the trace (cpu/trace.h): each with its arguments,
 * the texts and the small structures behind them, and its result.
 */
#include "cpu/trace.h"
#include "lib/string.h"
#include "mm/usercopy.h"
#include "sys/sys.h"

#define TEXT_SIZE (TRACE_ARGS * sizeof(uint64_t))

enum text {
    PATH,                       /* ends in 0 */
    STRINGS,                    /* pointers to such texts, up to NULL */
    WRITTEN,                    /* as long as the argument after it says */
    READ                        /* as long as the result says */
};

/* The arguments that point to texts, by numbers of calls (table.def). */
static const struct { uint16_t number; uint8_t arg; enum text text; } texts[] = {
    { 0, 1, READ },         /* read */
    { 1, 1, WRITTEN },      /* write */
    { 2, 0, PATH },         /* open */
    { 4, 0, PATH },         /* stat */
    { 6, 0, PATH },         /* lstat */
    { 17, 1, READ },        /* pread64 */
    { 18, 1, WRITTEN },     /* pwrite64 */
    { 21, 0, PATH },        /* access */
    { 59, 0, PATH },        /* execve */
    { 59, 1, STRINGS },
    { 79, 0, READ },        /* getcwd */
    { 80, 0, PATH },        /* chdir */
    { 82, 0, PATH },        /* rename */
    { 82, 1, PATH },
    { 83, 0, PATH },        /* mkdir */
    { 84, 0, PATH },        /* rmdir */
    { 85, 0, PATH },        /* creat */
    { 87, 0, PATH },        /* unlink */
    { 89, 0, PATH },        /* readlink */
    { 89, 1, READ },
    { 90, 0, PATH },        /* chmod */
    { 92, 0, PATH },        /* chown */
    { 94, 0, PATH },        /* lchown */
    { 137, 0, PATH },       /* statfs */
    { 257, 1, PATH },       /* openat */
    { 258, 1, PATH },       /* mkdirat */
    { 260, 1, PATH },       /* fchownat */
    { 262, 1, PATH },       /* newfstatat */
    { 263, 1, PATH },       /* unlinkat */
    { 267, 1, PATH },       /* readlinkat */
    { 267, 2, READ },
    { 268, 1, PATH },       /* fchmodat */
    { 269, 1, PATH },       /* faccessat */
};

/* Those that point to structures, of which `size` bytes from `from` on say
 * most; `after`: what the call has put there. */
static const struct {
    uint16_t number;
    uint8_t arg, size, from;
    bool after;
} structures[] = {
    { 4, 1, 32, 24, true },         /* stat: st_mode to st_size */
    { 5, 1, 32, 24, true },         /* fstat */
    { 6, 1, 32, 24, true },         /* lstat */
    { 13, 1, 32, 0, false },        /* rt_sigaction */
    { 13, 2, 32, 0, true },
    { 14, 1, 8, 0, false },         /* rt_sigprocmask */
    { 14, 2, 8, 0, true },
    { 22, 0, 8, 0, true },          /* pipe */
    { 35, 0, 16, 0, false },        /* nanosleep */
    { 61, 1, 4, 0, true },          /* wait4 */
    { 65, 1, 48, 0, false },        /* semop: up to eight operations */
    { 220, 1, 48, 0, false },       /* semtimedop */
    { 220, 3, 16, 0, false },
    { 228, 1, 16, 0, true },        /* clock_gettime */
    { 230, 2, 16, 0, false },       /* clock_nanosleep */
    { 262, 2, 32, 24, true },       /* newfstatat */
    { 293, 0, 8, 0, true },         /* pipe2 */
    { 302, 2, 16, 0, false },       /* prlimit64 */
    { 302, 3, 16, 0, true },
};

union piece {
    uint64_t words[TRACE_ARGS];
    char bytes[TEXT_SIZE];
};

/* What begins at `at`, as far as it can be had; page by page, since a text may
 * end where memory does. */
static bool piece_copy(union piece *p, vaddr_t at, size_t length)
{
    size_t n = MIN(length, TEXT_SIZE), first = within_page(at, n);

    if (n == 0 || copy_from_user(p->bytes, at, first) < 0)
        return false;
    if (n > first && copy_from_user(p->bytes + first, at + first,
                                    n - first) < 0)
        memset(p->bytes + first, 0, n - first);
    return true;
}

/* The texts that an array of pointers leads to, one after the other. */
static bool strings_copy(union piece *p, vaddr_t at)
{
    size_t used = 0;
    vaddr_t text;

    for (; used < TEXT_SIZE; at += sizeof(text)) {
        union piece one = { { 0 } };
        if (copy_from_user(&text, at, sizeof(text)) < 0)
            return false;
        if (!text)
            return true;
        if (!piece_copy(&one, text, TEXT_SIZE))
            return false;
        size_t n = strnlen(one.bytes, TEXT_SIZE - used);
        memcpy(p->bytes + used, one.bytes, n);
        used += n + 1;
    }
    return true;
}

static void note_text(enum text text, int arg,
                      const uint64_t args[TRACE_ARGS], int64_t result)
{
    size_t length = text == WRITTEN ? args[arg + 1] :
                    text == READ ? (size_t)result : TEXT_SIZE;
    union piece p = { { 0 } };

    if (text == STRINGS ? strings_copy(&p, args[arg])
                        : piece_copy(&p, args[arg], length))
        trace_note_all(text == STRINGS ? TRACE_DATA : TRACE_TEXT, arg, p.words);
}

static void note_structure(int arg, vaddr_t at, size_t size)
{
    union piece p = { { 0 } };

    if (piece_copy(&p, at, size))
        trace_note_all(TRACE_DATA, arg, p.words);
}

/* What is there before the call, or only after it. */
static void note_behind(uint64_t number, const uint64_t args[TRACE_ARGS],
                        bool after, int64_t result)
{
    for (unsigned i = 0; i < ARRAY_SIZE(texts); i++)
        if (texts[i].number == number && (texts[i].text == READ) == after)
            note_text(texts[i].text, texts[i].arg, args, result);
    for (unsigned i = 0; i < ARRAY_SIZE(structures); i++)
        if (structures[i].number == number && structures[i].after == after &&
            args[structures[i].arg])
            note_structure(structures[i].arg,
                           args[structures[i].arg] + structures[i].from,
                           structures[i].size);
}

void call_note(uint64_t number, const uint64_t args[TRACE_ARGS])
{
    if (!(trace_kinds & 1u << TRACE_CALL))
        return;
    trace_note_all(TRACE_CALL, MIN(number, UINT16_MAX), args);
    note_behind(number, args, false, 0);
}

void call_note_result(uint64_t number, const uint64_t args[TRACE_ARGS],
                      int64_t result)
{
    if (!(trace_kinds & 1u << TRACE_CALL))
        return;
    if (result >= 0)
        note_behind(number, args, true, result);
    trace_note_all(TRACE_RESULT, MIN(number, UINT16_MAX),
                   (uint64_t[TRACE_ARGS]){ result });
}
