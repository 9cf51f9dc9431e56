/*
 * trace.c - system calls in the trace (cpu/trace.h): each with its arguments,
 * the texts behind them, and its result.
 */
#include "cpu/trace.h"
#include "lib/string.h"
#include "mm/usercopy.h"
#include "sys/sys.h"

#define TEXT_SIZE (TRACE_ARGS * sizeof(uint64_t))

enum text {
    PATH,                       /* ends in 0 */
    WRITTEN,                    /* as long as the argument behind it says */
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

/* What begins at `at`, as far as it can be had; page by page, since a text may
 * end where memory does. */
static void note_text(int arg, vaddr_t at, size_t length)
{
    union { uint64_t words[TRACE_ARGS]; char bytes[TEXT_SIZE]; } text = { 0 };
    size_t n = MIN(length, TEXT_SIZE), first = within_page(at, n);

    if (n == 0 || copy_from_user(text.bytes, at, first) < 0)
        return;
    if (n > first && copy_from_user(text.bytes + first, at + first,
                                    n - first) < 0)
        memset(text.bytes + first, 0, n - first);
    trace_note_all(TRACE_TEXT, arg, text.words);
}

void call_note(uint64_t number, const uint64_t args[TRACE_ARGS])
{
    if (!(trace_kinds & 1u << TRACE_CALL))
        return;
    trace_note_all(TRACE_CALL, MIN(number, UINT16_MAX), args);
    for (unsigned i = 0; i < ARRAY_SIZE(texts); i++)
        if (texts[i].number == number && texts[i].text != READ)
            note_text(texts[i].arg, args[texts[i].arg],
                      texts[i].text == PATH ? TEXT_SIZE
                                            : args[texts[i].arg + 1]);
}

void call_note_result(uint64_t number, const uint64_t args[TRACE_ARGS],
                      int64_t result)
{
    if (!(trace_kinds & 1u << TRACE_CALL))
        return;
    for (unsigned i = 0; i < ARRAY_SIZE(texts); i++)
        if (texts[i].number == number && texts[i].text == READ && result > 0)
            note_text(texts[i].arg, args[texts[i].arg], result);
    trace_note_all(TRACE_RESULT, MIN(number, UINT16_MAX),
                   (uint64_t[TRACE_ARGS]){ result });
}
