/*
 * exchange.c - two processes and what they can pass: a word to and fro, and
 * messages of 1 KiB, every word of which the receiver adds up.
 *
 * There are four ways to say "it is your turn"; each is a function that says
 * it and one that waits for it.
 */
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "bench.h"

#define MESSAGE_WORDS (KIB / sizeof(uint64_t))
#define SLOTS 64
#define SHORT_BATCHES 25        /* many and short: most meet no other load */
#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

struct message {
    uint64_t word[MESSAGE_WORDS];
};

/* Each on cache lines of its own, where it matters. */
struct board {
    _Alignas(128) _Atomic uint32_t turn;
    _Alignas(128) _Atomic uint32_t sent;
    _Alignas(128) _Atomic uint32_t taken;
    _Alignas(128) struct message slot[SLOTS];
};

/* One end of the exchange. */
struct end {
    struct board *board;
    int in, out;
};

struct way {
    const char *name;
    void (*say)(struct end *, uint32_t turn);
    void (*await)(struct end *, uint32_t turn);
};

/* --- whose turn it is ----------------------------------------------------- */

static void store(struct end *e, uint32_t turn)
{
    atomic_store_explicit(&e->board->turn, turn, memory_order_release);
}

static uint32_t load(_Atomic uint32_t *word)
{
    return atomic_load_explicit(word, memory_order_acquire);
}

/* Look again. A pause only now and then: QEMU leaves its inner loop for each,
 * and takes ten times as long as the processor that it emulates. */
static void look_again(unsigned *looks)
{
    if (++*looks % 256 == 0)
        __builtin_ia32_pause();
}

static void await_spinning(struct end *e, uint32_t turn)
{
    for (unsigned looks = 0; load(&e->board->turn) != turn;)
        look_again(&looks);
}

static void await_yielding(struct end *e, uint32_t turn)
{
    while (load(&e->board->turn) != turn)
        sched_yield();
}

static void store_and_wake(struct end *e, uint32_t turn)
{
    store(e, turn);
    NEED(syscall(SYS_futex, &e->board->turn, FUTEX_WAKE, 1, NULL, NULL, 0) >= 0,
         "futex");
}

static void await_futex(struct end *e, uint32_t turn)
{
    for (uint32_t now; (now = load(&e->board->turn)) != turn;)
        syscall(SYS_futex, &e->board->turn, FUTEX_WAIT, now, NULL, NULL, 0);
}

static void say_by_pipe(struct end *e, uint32_t turn)
{
    NEED(write(e->out, &turn, sizeof(turn)) == sizeof(turn), "write");
}

static void await_pipe(struct end *e, uint32_t turn)
{
    uint32_t got;

    NEED(read(e->in, &got, sizeof(got)) == sizeof(got), "read");
    if (got != turn)
        errx(1, "the pipe brought %u instead of %u", got, turn);
}

static const struct way spinning = { "spin", store, await_spinning };
static const struct way yielding = { "yield", store, await_yielding };
static const struct way by_futex = { "futex", store_and_wake, await_futex };
static const struct way by_pipe = { "pipe", say_by_pipe, await_pipe };

/* --- two processes -------------------------------------------------------- */

typedef void role(struct end *, const struct way *, uint32_t first, long n);

/* Time the `near` role of this process against the `far` one of a child, each
 * on its own processor if there are two. */
static void play(const char *key, long n, const struct way *way, role *near,
                 role *far)
{
    int id = segment(sizeof(struct board), 0), there[2], back[2];
    struct board *board = (struct board *)attach(id);

    NEED(pipe(there) == 0 && pipe(back) == 0, "pipe");
    write_pages((char *)board, sizeof(*board), 0);
    board->turn = board->sent = board->taken = 0;
    pid_t child = fork();
    if (child == 0) {
        pin(1);
        struct end other = { board, there[0], back[1] };
        far(&other, way, 0, SHORT_BATCHES * n);
        _exit(0);
    }
    struct end end = { board, back[0], there[1] };
    uint32_t first = 0;
    uint64_t batch[SHORT_BATCHES];
    for (int b = 0; b < SHORT_BATCHES; b++, first += n) {
        uint64_t start = ticks();
        near(&end, way, first, n);
        batch[b] = ticks() - start;
    }
    row(key, median(batch, SHORT_BATCHES) / (double)n);
    reap(child);
    detach((char *)board);
    destroy(id);
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
}

/* --- a word to and fro ---------------------------------------------------- */

static void word_near(struct end *e, const struct way *w, uint32_t i, long n)
{
    for (; n-- > 0; i++) {
        w->say(e, 2 * i + 1);
        w->await(e, 2 * i + 2);
    }
}

static void word_far(struct end *e, const struct way *w, uint32_t i, long n)
{
    for (; n-- > 0; i++) {
        w->await(e, 2 * i + 1);
        w->say(e, 2 * i + 2);
    }
}

/* --- messages ------------------------------------------------------------- */

static void fill(struct message *m, uint64_t number)
{
    for (size_t i = 0; i < MESSAGE_WORDS; i++)
        m->word[i] = number + i;
}

static void check(const struct message *m, uint64_t number)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < MESSAGE_WORDS; i++)
        sum += m->word[i];
    if (sum != MESSAGE_WORDS * number + MESSAGE_WORDS * (MESSAGE_WORDS - 1) / 2)
        errx(1, "message %lu is damaged", (unsigned long)number);
}

/* One slot: filled on one turn, read on the next. */
static void slot_near(struct end *e, const struct way *w, uint32_t i, long n)
{
    for (; n-- > 0; i++) {
        fill(&e->board->slot[0], i);
        w->say(e, 2 * i + 1);
        w->await(e, 2 * i + 2);
    }
}

static void slot_far(struct end *e, const struct way *w, uint32_t i, long n)
{
    for (; n-- > 0; i++) {
        w->await(e, 2 * i + 1);
        check(&e->board->slot[0], i);
        w->say(e, 2 * i + 2);
    }
}

/* A ring: two counters, and both can be busy. The near end takes. */
static void ring_near(struct end *e, const struct way *w, uint32_t i, long n)
{
    struct board *b = e->board;

    (void)w;
    for (; n-- > 0; i++) {
        for (unsigned looks = 0; load(&b->sent) == i;)
            look_again(&looks);
        check(&b->slot[i % SLOTS], i);
        atomic_store_explicit(&b->taken, i + 1, memory_order_release);
    }
}

static void ring_far(struct end *e, const struct way *w, uint32_t i, long n)
{
    struct board *b = e->board;

    (void)w;
    for (; n-- > 0; i++) {
        for (unsigned looks = 0; i - load(&b->taken) == SLOTS;)
            look_again(&looks);
        fill(&b->slot[i % SLOTS], i);
        atomic_store_explicit(&b->sent, i + 1, memory_order_release);
    }
}

/* For comparison, through a pipe. A message of 1 KiB goes as a whole. */
static void stream_near(struct end *e, const struct way *w, uint32_t i, long n)
{
    struct message m;

    (void)w;
    for (; n-- > 0; i++) {
        size_t got = 0;
        while (got < sizeof(m)) {
            ssize_t part = read(e->in, (char *)&m + got, sizeof(m) - got);
            NEED(part > 0, "read");
            got += part;
        }
        check(&m, i);
    }
}

static void stream_far(struct end *e, const struct way *w, uint32_t i, long n)
{
    struct message m;

    (void)w;
    for (; n-- > 0; i++) {
        fill(&m, i);
        NEED(write(e->out, &m, sizeof(m)) == sizeof(m), "write");
    }
}

/* --- the groups ----------------------------------------------------------- */

static int has_futex(void)
{
    uint32_t word = 0;

    return syscall(SYS_futex, &word, FUTEX_WAKE, 1, NULL, NULL, 0) == 0;
}

static void words_by_futex(const char *key, long n)
{
    if (has_futex())
        play(key, n, &by_futex, word_near, word_far);
    else
        none(key, "the kernel has no futex");
}

void one_cpu(void)
{
    play("one.yield", 200, &yielding, word_near, word_far);
    words_by_futex("one.futex", 200);
    play("one.pipe", 200, &by_pipe, word_near, word_far);
    play("one.message.yield", 200, &yielding, slot_near, slot_far);
    play("one.message.pipe", 640, NULL, stream_near, stream_far);
}

static int have_two(void)
{
    static const char *const keys[] = {
        "two.spin", "two.futex", "two.pipe", "two.message.spin",
        "two.message.ring", "two.message.pipe",
    };

    if (cpus() > 1)
        return 1;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        none(keys[i], "the kernel runs one processor");
    return 0;
}

void two_cpus(void)
{
    if (!have_two())
        return;
    pin(0);
    play("two.spin", 20000, &spinning, word_near, word_far);
    words_by_futex("two.futex", 200);
    play("two.pipe", 100, &by_pipe, word_near, word_far);
    play("two.message.spin", 2000, &spinning, slot_near, slot_far);
    play("two.message.ring", 10000, NULL, ring_near, ring_far);
    play("two.message.pipe", 640, NULL, stream_near, stream_far);
}
