/*
 * trace.c - system calls in the trace (cpu/trace.h): each with its arguments,
 * the texts and the small structures behind them, and its result.
 */
#include "cpu/trace.h"
#include "lib/string.h"
#include "sys/sys.h"
#include "task/process.h"
#include "vm/space.h"

enum text {
    PATH,                       /* ends in 0 */
    STRINGS,                    /* pointers to such texts, up to NULL */
    WRITTEN,                    /* as long as the argument after it says */
    READ                        /* as long as the result says */
};

/* The arguments that point to texts, by calls. */
static const struct { uint16_t number; uint8_t arg; enum text text; } texts[] = {
    { NR_read, 1, READ },
    { NR_write, 1, WRITTEN },
    { NR_open, 0, PATH },
    { NR_stat, 0, PATH },
    { NR_lstat, 0, PATH },
    { NR_pread64, 1, READ },
    { NR_pwrite64, 1, WRITTEN },
    { NR_access, 0, PATH },
    { NR_execve, 0, PATH },
    { NR_execve, 1, STRINGS },
    { NR_getcwd, 0, READ },
    { NR_chdir, 0, PATH },
    { NR_rename, 0, PATH },
    { NR_rename, 1, PATH },
    { NR_mkdir, 0, PATH },
    { NR_rmdir, 0, PATH },
    { NR_creat, 0, PATH },
    { NR_unlink, 0, PATH },
    { NR_readlink, 0, PATH },
    { NR_readlink, 1, READ },
    { NR_chmod, 0, PATH },
    { NR_chown, 0, PATH },
    { NR_lchown, 0, PATH },
    { NR_statfs, 0, PATH },
    { NR_openat, 1, PATH },
    { NR_mkdirat, 1, PATH },
    { NR_fchownat, 1, PATH },
    { NR_newfstatat, 1, PATH },
    { NR_unlinkat, 1, PATH },
    { NR_readlinkat, 1, PATH },
    { NR_readlinkat, 2, READ },
    { NR_fchmodat, 1, PATH },
    { NR_faccessat, 1, PATH },
};

/* Those that point to structures, of which `size` bytes from `from` on say
 * most; `after`: what the call has put there. */
static const struct {
    uint16_t number;
    uint8_t arg, size, from;
    bool after;
} structures[] = {
    { NR_stat, 1, 32, 24, true },         /* st_mode to st_size */
    { NR_fstat, 1, 32, 24, true },
    { NR_lstat, 1, 32, 24, true },
    { NR_rt_sigaction, 1, 32, 0, false },
    { NR_rt_sigaction, 2, 32, 0, true },
    { NR_rt_sigprocmask, 1, 8, 0, false },
    { NR_rt_sigprocmask, 2, 8, 0, true },
    { NR_pipe, 0, 8, 0, true },
    { NR_nanosleep, 0, 16, 0, false },
    { NR_wait4, 1, 4, 0, true },
    { NR_semop, 1, 48, 0, false },        /* up to eight operations */
    { NR_semtimedop, 1, 48, 0, false },
    { NR_semtimedop, 3, 16, 0, false },
    { NR_clock_gettime, 1, 16, 0, true },
    { NR_clock_nanosleep, 2, 16, 0, false },
    { NR_newfstatat, 2, 32, 24, true },
    { NR_pipe2, 0, 8, 0, true },
    { NR_prlimit64, 2, 16, 0, false },
    { NR_prlimit64, 3, 16, 0, true },
};

union piece {
    uint64_t words[TRACE_ARGS];
    char bytes[TRACE_TEXT_SIZE];
};

/* What begins at `at`, as far as it can be had. The traced call finds memory as
 * it would without a trace: nothing is brought in for this, and nothing fails. */
static bool piece_copy(union piece *p, vaddr_t at, size_t length)
{
    return space_peek(current()->space, at, p->bytes,
                      MIN(length, TRACE_TEXT_SIZE)) > 0;
}

/* The texts that an array of pointers leads to, one after the other. */
static bool strings_copy(union piece *p, vaddr_t at)
{
    struct space *s = current()->space;
    size_t used = 0;
    vaddr_t text;

    for (; used < TRACE_TEXT_SIZE; at += sizeof(text)) {
        union piece one = { { 0 } };
        if (space_peek(s, at, &text, sizeof(text)) < sizeof(text))
            return false;
        if (!text)
            return true;
        if (!piece_copy(&one, text, TRACE_TEXT_SIZE))
            return false;
        size_t n = strnlen(one.bytes, TRACE_TEXT_SIZE - used);
        memcpy(p->bytes + used, one.bytes, n);
        used += n + 1;
    }
    return true;
}

static void note_text(enum text text, int arg,
                      const uint64_t args[TRACE_ARGS], int64_t result)
{
    size_t length = text == WRITTEN ? args[arg + 1] :
                    text == READ ? (size_t)result : TRACE_TEXT_SIZE;
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
    if (!(trace_kinds & TRACE_BIT(TRACE_CALL)))
        return;
    trace_note_all(TRACE_CALL, MIN(number, UINT16_MAX), args);
    note_behind(number, args, false, 0);
}

void call_note_result(uint64_t number, const uint64_t args[TRACE_ARGS],
                      int64_t result)
{
    if (!(trace_kinds & TRACE_BIT(TRACE_CALL)))
        return;
    if (result >= 0)
        note_behind(number, args, true, result);
    trace_note_all(TRACE_RESULT, MIN(number, UINT16_MAX),
                   (uint64_t[TRACE_ARGS]){ result });
}
