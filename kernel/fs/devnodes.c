/* devnodes.c - /dev: null, zero, full, random (null(4), full(4), random(4)),
 * and the terminal. */
#include "fs/devnodes.h"
#include "fs/random.h"
#include "fs/tty.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "mm/usercopy.h"

static ssize_t read_nothing(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    (void)f, (void)buf, (void)n, (void)at;
    return 0;
}

static ssize_t read_zeros(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    size_t done = 0;

    (void)f, (void)at;
    while (done < n) {
        size_t piece = within_page(buf + done, n - done);
        if (clear_user(buf + done, piece) < 0)
            return done > 0 ? (ssize_t)done : -EFAULT;
        done += piece;
    }
    return done;
}

static ssize_t read_random(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    (void)f, (void)at;
    return random_read(buf, n);
}

static ssize_t write_away(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    (void)f, (void)buf, (void)at;
    return n;
}

static ssize_t write_to_full(struct file *f, vaddr_t buf, size_t n, off_t *at)
{
    (void)f, (void)buf, (void)n, (void)at;
    return -ENOSPC;
}

static const struct file_ops
    null_ops = { .seekable = true, .read = read_nothing, .write = write_away },
    zero_ops = { .seekable = true, .in_bursts = true, .read = read_zeros,
                 .write = write_away },
    full_ops = { .seekable = true, .in_bursts = true, .read = read_zeros,
                 .write = write_to_full },
    random_ops = { .seekable = true, .in_bursts = true, .read = read_random,
                   .write = write_away };

/* Numbers as in Linux's Documentation/admin-guide/devices.txt. */
static const struct {
    const char *name;
    const struct file_ops *ops;
    uint8_t major, minor;
} nodes[] = {
    { "null", &null_ops, 1, 3 },
    { "zero", &zero_ops, 1, 5 },
    { "full", &full_ops, 1, 7 },
    { "random", &random_ops, 1, 8 },
    { "urandom", &random_ops, 1, 9 },
    { "tty", &tty_ops, 5, 0 },
    { "console", &tty_ops, 5, 1 },
};

void devnodes_create(struct inode *dev)
{
    for (unsigned n = 0; n < ARRAY_SIZE(nodes); n++) {
        struct inode *i = inode_create(S_IFCHR | 0666, NULL);
        if (!i)
            panic("No memory for /dev.");
        i->ops = nodes[n].ops;
        i->device = nodes[n].major << 8 | nodes[n].minor;
        dir_add(dev, nodes[n].name, i);
        inode_put(i);
    }
}
