/*
 * pipe.c - see pipe.h. A ring of 16 pages, each allocated when first written
 * to. Bytes are copied with the lock held, so that a bad user pointer loses
 * nothing: what was not copied stays in the pipe.
 */
#include "fs/pipe.h"
#include "fs/poll.h"
#include "lib/errno.h"
#include "mm/kmalloc.h"
#include "mm/usercopy.h"
#include "sched/wait.h"

#define RING_PAGES 16
#define CAPACITY (RING_PAGES * PAGE_SIZE)   /* 64 KiB, as on Linux */
#define PIPE_BUF PAGE_SIZE                  /* so much is written in one piece */
#define FIONREAD 0x541b

struct pipe {
    struct spinlock lock;
    struct waitq readers, writers;          /* [lock] */
    bool has_reader, has_writer;            /* [lock] is that end open? */
    uint64_t read, written;                 /* [lock] bytes, ever */
    char *pages[RING_PAGES];                /* [lock] frames, or NULL */
};

static size_t used(const struct pipe *p)
{
    return p->written - p->read;
}

/* The page at byte `at` of the ring. */
static char **page_of(struct pipe *p, uint64_t at)
{
    return &p->pages[at / PAGE_SIZE % RING_PAGES];
}

static char *page_for_writing(struct pipe *p, uint64_t at)
{
    char **page = page_of(p, at);

    if (!*page) {
        paddr_t frame = frames_alloc(0, FRAME_HEAP);
        *page = frame ? phys_to_virt(frame) : NULL;
    }
    return *page;
}

/* Copy out as much as there is; bytes or -EFAULT. Lock held. */
static ssize_t take(struct pipe *p, vaddr_t buf, size_t n)
{
    size_t done = 0;

    n = MIN(n, used(p));
    while (done < n) {
        size_t in_page = p->read & PAGE_MASK;
        size_t piece = MIN(n - done, PAGE_SIZE - in_page);
        if (copy_to_user(buf + done, *page_of(p, p->read) + in_page, piece) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        done += piece;
        p->read += piece;
    }
    return done;
}

/* Copy in as much as there is room; bytes, -EFAULT or -ENOMEM. Lock held. */
static ssize_t give(struct pipe *p, vaddr_t buf, size_t n)
{
    size_t done = 0;

    n = MIN(n, CAPACITY - used(p));
    while (done < n) {
        size_t in_page = p->written & PAGE_MASK;
        size_t piece = MIN(n - done, PAGE_SIZE - in_page);
        char *page = page_for_writing(p, p->written);
        if (!page)
            return done > 0 ? (ssize_t)done : -ENOMEM;
        if (copy_from_user(page + in_page, buf + done, piece) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        done += piece;
        p->written += piece;
    }
    return done;
}

/* Sleep until there is something, or nobody left to write. Lock held. */
static ssize_t wait_for_bytes(struct pipe *p, bool nonblock)
{
    while (used(p) == 0 && p->has_writer) {
        if (nonblock)
            return -EAGAIN;
        if (wait_on(&p->readers, &p->lock, NO_DEADLINE) < 0)
            return -ERESTARTSYS;
    }
    return 0;
}

static ssize_t pipe_read(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    struct pipe *p = f->data;

    (void)at;
    if (n == 0)
        return 0;
    spin_lock(&p->lock);
    ssize_t result = wait_for_bytes(p, f->flags & O_NONBLOCK);
    if (result == 0)
        result = take(p, buf, n);
    if (result > 0) {
        wake_all(&p->writers);
        poll_wake();
    }
    spin_unlock(&p->lock);
    return result;
}

/* Room for all of a small write, for some of a big one. Lock held. */
static ssize_t wait_for_room(struct pipe *p, size_t n, bool nonblock)
{
    size_t wanted = n <= PIPE_BUF ? n : 1;

    while (p->has_reader && CAPACITY - used(p) < wanted) {
        if (nonblock)
            return -EAGAIN;
        if (wait_on(&p->writers, &p->lock, NO_DEADLINE) < 0)
            return -ERESTARTSYS;
    }
    return p->has_reader ? 0 : -EPIPE;
}

static ssize_t pipe_write(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    struct pipe *p = f->data;
    size_t done = 0;
    ssize_t result = 0;

    (void)at;
    spin_lock(&p->lock);
    while (done < n) {
        result = wait_for_room(p, n - done, f->flags & O_NONBLOCK);
        if (result == -EPIPE)
            file_hooks.broken_pipe();
        if (result == 0)
            result = give(p, buf + done, n - done);
        if (result < 0)
            break;
        done += result;
        wake_all(&p->readers);
        poll_wake();
    }
    spin_unlock(&p->lock);
    return done > 0 ? (ssize_t)done : result;
}

static int pipe_ioctl(struct file *f, unsigned request, vaddr_t arg)
{
    struct pipe *p = f->data;

    spin_lock(&p->lock);
    int n = used(p);
    spin_unlock(&p->lock);
    return request == FIONREAD ? copy_to_user(arg, &n, sizeof(n)) : -ENOTTY;
}

/* Room is for a write that doesn't wait. */
static int pipe_poll(struct file *f)
{
    struct pipe *p = f->data;
    int state = 0;

    spin_lock(&p->lock);
    if (file_writable(f)) {
        state |= CAPACITY - used(p) >= PIPE_BUF ? POLL_WRITABLE : 0;
        state |= p->has_reader ? 0 : POLLERR;
    } else {
        state |= used(p) > 0 ? POLL_READABLE : 0;
        state |= p->has_writer ? 0 : POLLHUP;
    }
    spin_unlock(&p->lock);
    return state;
}

static void pipe_free(struct pipe *p)
{
    for (int i = 0; i < RING_PAGES; i++)
        if (p->pages[i])
            frame_put(virt_to_phys(p->pages[i]));
    kfree(p);
}

static void pipe_release(struct file *f)
{
    struct pipe *p = f->data;

    spin_lock(&p->lock);
    if (file_writable(f))
        p->has_writer = false;
    else
        p->has_reader = false;
    bool last = !p->has_reader && !p->has_writer;
    wake_all(&p->readers);
    wake_all(&p->writers);
    poll_wake();
    spin_unlock(&p->lock);
    if (last)
        pipe_free(p);
}

static const struct file_ops pipe_ops = {
    .read = pipe_read,
    .write = pipe_write,
    .poll = pipe_poll,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
};

int pipe_create(int flags, struct file **reader, struct file **writer)
{
    struct pipe *p = kzalloc(sizeof(*p));

    *reader = p ? file_create(NULL, &pipe_ops, O_RDONLY | flags) : NULL;
    *writer = *reader ? file_create(NULL, &pipe_ops, O_WRONLY | flags) : NULL;
    if (!*writer) {
        kfree(*reader);
        kfree(p);
        return -ENOMEM;
    }
    spin_init(&p->lock, RANK_FILE);
    waitq_init(&p->readers);
    waitq_init(&p->writers);
    p->has_reader = p->has_writer = true;
    (*reader)->data = (*writer)->data = p;
    return 0;
}
