/* tty.c - see tty.h. Numbers and layouts are Linux's (termios(3),
 * ioctl_tty(2)). Simplified: there is one terminal. */
#include "fs/tty.h"
#include "dev/console.h"
#include "fs/poll.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/usercopy.h"
#include "sched/wait.h"

#define ICRNL 0000400u          /* c_iflag */
#define OPOST 0000001u          /* c_oflag */
#define ONLCR 0000004u
#define ISIG 0000001u           /* c_lflag */
#define ICANON 0000002u
#define ECHO 0000010u
#define ECHOE 0000020u
#define ECHOK 0000040u
#define NOFLSH 0000200u
#define TOSTOP 0000400u
#define IEXTEN 0100000u

enum { VINTR, VQUIT, VERASE, VKILL, VEOF, VTIME, VMIN, VSUSP = 10,
       VWERASE = 14 };

#define SIGINT 2
#define SIGQUIT 3
#define SIGTSTP 20
#define SIGTTIN 21

#define TCGETS 0x5401
#define TCSETS 0x5402
#define TCSETSW 0x5403
#define TCSETSF 0x5404
#define TIOCSCTTY 0x540e
#define TIOCGPGRP 0x540f
#define TIOCSPGRP 0x5410
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414
#define FIONREAD 0x541b
#define TIOCNOTTY 0x5422
#define TIOCGSID 0x5429

#define CTRL(c) ((c) & 0x1f)
#define BUFFER_SIZE 4096

struct termios {
    uint32_t input, output, control, local;
    uint8_t discipline;
    uint8_t keys[19];
};
static_assert(sizeof(struct termios) == 36, "Linux's struct ktermios");

struct winsize {
    uint16_t rows, columns, x, y;
};

/* `start` to `ready` may be read, `ready` to `end` is the line being edited.
 * What is typed while nobody reads is echoed later, when somebody does, so
 * that it stands behind its prompt: that is `echoed` to `end`. All four count
 * bytes ever; the buffer is a ring. */
static struct {
    struct spinlock lock;
    struct waitq readers;           /* [lock] */
    struct termios termios;         /* [lock] */
    struct winsize size;            /* [lock] */
    uint64_t start, ready, end;     /* [lock] */
    uint64_t echoed;                /* [lock] */
    int waiting;                    /* [lock] readers asleep */
    bool polled;                    /* [lock] somebody looked in vain */
    uint8_t buffer[BUFFER_SIZE];    /* [lock] */
    bool ends[BUFFER_SIZE];         /* [lock] a line ends behind this byte */
    pid_t session, foreground;      /* [lock] */
} tty = {
    .lock = SPINLOCK(RANK_TERMINAL),
    .readers = WAITQ_INIT(tty.readers),
    .termios = {
        .input = ICRNL, .output = OPOST | ONLCR, .control = 0xbf,
        .local = ISIG | ICANON | ECHO | ECHOE | ECHOK | IEXTEN,
        .keys = { [VINTR] = CTRL('C'), [VQUIT] = 0x1c, [VERASE] = 0x7f,
                  [VKILL] = CTRL('U'), [VEOF] = CTRL('D'), [VMIN] = 1,
                  [VSUSP] = CTRL('Z'), [VWERASE] = CTRL('W') },
    },
    .size = { 25, 80, 0, 0 },
};

struct tty_hooks tty_hooks;

/* --- input: runs in interrupt handlers, lock held ------------------------- */

static void echo(char c)
{
    char text[2] = { '^', c ^ 0x40 };

    if (!(tty.termios.local & ECHO))
        return;
    if ((uint8_t)c < ' ' && c != '\n' && c != '\t')
        console_write(text, 2);
    else
        console_write(&c, 1);
}

/* A Ctrl-D isn't shown. */
static void echo_next(void)
{
    unsigned at = tty.echoed++ % BUFFER_SIZE;

    if (tty.buffer[at] || !tty.ends[at])
        echo(tty.buffer[at]);
}

/* Somebody reads: he is to see one whole line if there is one, not more. */
static void echo_line(void)
{
    while (tty.echoed < tty.end &&
           (tty.echoed <= tty.start ||
            !tty.ends[(tty.echoed - 1) % BUFFER_SIZE]))
        echo_next();
}

/* Is what is typed seen at once? */
static bool is_watched(void)
{
    return !(tty.termios.local & ICANON) ||
           ((tty.waiting || tty.polled) && tty.start == tty.ready);
}

static bool is_full(void)
{
    return tty.end - tty.start == BUFFER_SIZE;
}

static void store(char c, bool line_ends)
{
    bool watched = is_watched();

    if (is_full())
        return;                     /* Simplified: lost, without a bell */
    tty.buffer[tty.end % BUFFER_SIZE] = c;
    tty.ends[tty.end % BUFFER_SIZE] = line_ends;
    tty.end++;
    while (watched && tty.echoed < tty.end)
        echo_next();
    if (line_ends || !(tty.termios.local & ICANON)) {
        tty.ready = tty.end;
        tty.polled = false;
        wake_all(&tty.readers);
        poll_wake();
    }
}

static uint8_t last(void)
{
    return tty.buffer[(tty.end - 1) % BUFFER_SIZE];
}

static void erase(void)
{
    bool two = last() < ' ';        /* was echoed as ^X */

    tty.end--;
    if (tty.echoed <= tty.end)
        return;
    tty.echoed = tty.end;
    if (tty.termios.local & ECHO)
        console_write("\b \b\b \b", two ? 6 : 3);
}

static void erase_word(void)
{
    while (tty.end > tty.ready && last() == ' ')
        erase();
    while (tty.end > tty.ready && last() != ' ')
        erase();
}

static int signal_of(uint8_t c)
{
    const uint8_t *keys = tty.termios.keys;

    if (c == 0 || !(tty.termios.local & ISIG))
        return 0;
    return c == keys[VINTR] ? SIGINT : c == keys[VQUIT] ? SIGQUIT :
           c == keys[VSUSP] ? SIGTSTP : 0;
}

static void edit(uint8_t c)
{
    const uint8_t *keys = tty.termios.keys;

    if (c == keys[VERASE] || c == '\b') {
        if (tty.end > tty.ready)
            erase();
    } else if (c == keys[VKILL]) {
        while (tty.end > tty.ready)
            erase();
    } else if (c == keys[VWERASE]) {
        erase_word();
    } else if (c == keys[VEOF]) {
        store('\0', true);          /* taken out again by the reader */
    } else {
        store(c, c == '\n');
    }
}

static void forget_input(void)
{
    tty.start = tty.ready = tty.echoed = tty.end;
}

static void input(char typed)
{
    uint8_t c = typed;

    spin_lock(&tty.lock);
    if (c == '\r' && (tty.termios.input & ICRNL))
        c = '\n';
    int signo = signal_of(c);
    if (signo) {
        echo(c);
        if (!(tty.termios.local & NOFLSH))
            forget_input();
        if (tty.foreground && tty_hooks.signal)
            tty_hooks.signal(tty.foreground, signo);
    } else if (tty.termios.local & ICANON) {
        edit(c);
    } else {
        store(c, false);
    }
    spin_unlock(&tty.lock);
}

/* A line too long to be taken must not keep out what would end it. */
static bool has_room(void)
{
    spin_lock(&tty.lock);
    bool room = !is_full() || tty.start == tty.ready;
    spin_unlock(&tty.lock);
    return room;
}

void tty_init(void)
{
    static const struct console_reader reader = { input, has_room };

    console_listen(&reader);
}

/* --- reading and writing -------------------------------------------------- */

static bool in_background(void)
{
    return tty.session && tty_hooks.session() == tty.session &&
           tty_hooks.group() != tty.foreground;
}

static ssize_t wait_for_input(bool nonblock)
{
    if (in_background()) {
        if (!tty_hooks.stops_by(SIGTTIN))
            return -EIO;
        tty_hooks.signal(tty_hooks.group(), SIGTTIN);
        return -ERESTARTSYS;
    }
    echo_line();
    while (tty.start == tty.ready) {
        if (!(tty.termios.local & ICANON) && tty.termios.keys[VMIN] == 0)
            return 0;
        if (nonblock)
            return -EAGAIN;
        tty.waiting++;
        int err = wait_on(&tty.readers, &tty.lock, NO_DEADLINE);
        tty.waiting--;
        if (err)
            return -ERESTARTSYS;
    }
    return 0;
}

/* What is ready, but in canonical mode one line at most. */
static ssize_t take(vaddr_t buf, size_t n)
{
    bool canonical = tty.termios.local & ICANON;
    size_t done = 0;

    while (done < n && tty.start < tty.ready) {
        unsigned at = tty.start % BUFFER_SIZE;
        bool ends = tty.ends[at], is_eof = ends && tty.buffer[at] == '\0';
        if (!is_eof && copy_to_user(buf + done, &tty.buffer[at], 1) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        tty.start++;
        done += !is_eof;
        if (canonical && ends)
            break;
    }
    return done;
}

static ssize_t tty_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    (void)at;
    if (n == 0)
        return 0;
    spin_lock(&tty.lock);
    ssize_t result = wait_for_input(f->flags & O_NONBLOCK);
    bool was_full = is_full();
    if (result == 0)
        result = take(buf, n);
    spin_unlock(&tty.lock);
    if (was_full)
        console_resume();
    return result;
}

static ssize_t tty_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    char piece[256];
    size_t done = 0;

    (void)f, (void)at;
    while (done < n) {
        size_t length = MIN(n - done, sizeof(piece));
        if (copy_from_user(piece, buf + done, length) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        console_write(piece, length);
        done += length;
    }
    return done;
}

/* Who polls is about to read: what is typed is to be seen. */
static int tty_poll(struct file *f)
{
    (void)f;
    spin_lock(&tty.lock);
    bool ready = tty.start != tty.ready;
    if (!ready)
        echo_line();
    tty.polled |= !ready;
    spin_unlock(&tty.lock);
    return POLL_WRITABLE | (ready ? POLL_READABLE : 0);
}

/* --- ioctl ---------------------------------------------------------------- */

static int set_termios(vaddr_t from, bool flush)
{
    struct termios new;

    if (copy_from_user(&new, from, sizeof(new)) < 0)
        return -EFAULT;
    spin_lock(&tty.lock);
    tty.termios = new;
    if (flush)
        forget_input();
    if (!(new.local & ICANON))
        tty.ready = tty.end;
    poll_wake();
    spin_unlock(&tty.lock);
    if (flush)
        console_resume();
    return 0;
}

static int set_foreground(vaddr_t from)
{
    pid_t pgrp;

    if (copy_from_user(&pgrp, from, sizeof(pgrp)) < 0)
        return -EFAULT;
    if (pgrp < 0)
        return -EINVAL;
    spin_lock(&tty.lock);
    pid_t session = tty_hooks.session_of(pgrp);
    int err = 0;
    if (tty_hooks.session() != tty.session)
        err = -ENOTTY;
    else if (session != tty.session)
        err = session ? -EPERM : -ESRCH;
    else
        tty.foreground = pgrp;
    spin_unlock(&tty.lock);
    return err;
}

/* Nobody's, or of a session whose leader's group has ended? Lock held. */
static bool is_free(void)
{
    return !tty.session || tty_hooks.session_of(tty.session) != tty.session;
}

static int set_controlling(void)
{
    bool leads = tty_hooks.leads_session();
    pid_t session = tty_hooks.session();

    spin_lock(&tty.lock);
    bool already = leads && session == tty.session;
    bool granted = leads && (is_free() || tty_hooks.may_seize());
    if (granted && !already) {
        tty.session = session;
        tty.foreground = tty_hooks.group();
    }
    spin_unlock(&tty.lock);
    return already || granted ? 0 : -EPERM;
}

static int set_size(vaddr_t from)
{
    struct winsize size;

    if (copy_from_user(&size, from, sizeof(size)) < 0)
        return -EFAULT;
    spin_lock(&tty.lock);
    tty.size = size;
    spin_unlock(&tty.lock);
    return 0;
}

/* Lock held. */
static int tell(unsigned request, vaddr_t to)
{
    int waiting = tty.ready - tty.start;

    switch (request) {
    case TCGETS: return copy_to_user(to, &tty.termios, sizeof(tty.termios));
    case TIOCGWINSZ: return copy_to_user(to, &tty.size, sizeof(tty.size));
    case TIOCGPGRP: return copy_to_user(to, &tty.foreground, sizeof(pid_t));
    case TIOCGSID: return copy_to_user(to, &tty.session, sizeof(pid_t));
    case FIONREAD: return copy_to_user(to, &waiting, sizeof(waiting));
    default: return -ENOTTY;
    }
}

static int look(unsigned request, vaddr_t to)
{
    spin_lock(&tty.lock);
    int err = tell(request, to);
    spin_unlock(&tty.lock);
    return err;
}

static int tty_ioctl(struct file *f, unsigned request, vaddr_t arg)
{
    (void)f;
    switch (request) {
    case TCSETS:
    case TCSETSW: return set_termios(arg, false);
    case TCSETSF: return set_termios(arg, true);
    case TIOCSWINSZ: return set_size(arg);
    case TIOCSPGRP: return set_foreground(arg);
    case TIOCSCTTY: return set_controlling();
    case TIOCNOTTY: return 0;
    default: return look(request, arg);
    }
}

const struct file_ops tty_ops = {
    .in_bursts = true,
    .read = tty_read,
    .write = tty_write,
    .poll = tty_poll,
    .ioctl = tty_ioctl,
};
