/* capability.c - capget(2), capset(2). */
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

#define VERSION_1 0x19980330u   /* sets of 32 bits */
#define VERSION_2 0x20071026u   /* of 64, in two parts */
#define VERSION_3 0x20080522u

struct header {
    uint32_t version;
    int32_t pid;
};

struct part {
    uint32_t effective, permitted, inheritable;
};

static struct part part_of(const struct cred *c, int which)
{
    int shift = 32 * which;

    return (struct part){ c->effective >> shift, c->permitted >> shift,
                          c->inheritable >> shift };
}

/* How many parts this version has; 0: it is unknown, and the one to use is
 * told. */
static int parts_of(vaddr_t at, const struct header *h)
{
    static const uint32_t best = VERSION_3;

    if (h->version == VERSION_1)
        return 1;
    if (h->version == VERSION_2 || h->version == VERSION_3)
        return 2;
    return copy_to_user(at, &best, sizeof(best)) < 0 ? -EFAULT : 0;
}

int64_t sys_capget(vaddr_t header, vaddr_t data)
{
    struct header h;

    if (copy_from_user(&h, header, sizeof(h)) < 0)
        return -EFAULT;
    int parts = parts_of(header, &h);
    if (parts <= 0 || !data)
        return parts || !data ? MIN(parts, 0) : -EINVAL;
    if (h.pid < 0)
        return -EINVAL;
    spin_lock(&process_lock);
    struct process *p = h.pid == 0 ? current() : process_find(h.pid);
    struct cred c = p ? p->cred : (struct cred){ 0 };
    spin_unlock(&process_lock);
    struct part part[2] = { part_of(&c, 0), part_of(&c, 1) };
    if (!p)
        return -ESRCH;
    return copy_to_user(data, part, parts * sizeof(part[0]));
}

/* Nobody gets what he isn't permitted. */
static int64_t set(struct cred *c, const struct part part[2])
{
    uint64_t effective = part[0].effective | (uint64_t)part[1].effective << 32;
    uint64_t permitted = part[0].permitted | (uint64_t)part[1].permitted << 32;
    uint64_t inherited =
        part[0].inheritable | (uint64_t)part[1].inheritable << 32;

    effective &= CAP_ALL;
    permitted &= CAP_ALL;
    inherited &= CAP_ALL;
    if ((inherited & ~(c->inheritable | c->permitted)) ||
        (permitted & ~c->permitted) || (effective & ~permitted))
        return -EPERM;
    c->effective = effective;
    c->permitted = permitted;
    c->inheritable = inherited;
    return 0;
}

int64_t sys_capset(vaddr_t header, vaddr_t data)
{
    struct part part[2] = { { 0 } };
    struct header h;

    if (copy_from_user(&h, header, sizeof(h)) < 0)
        return -EFAULT;
    int parts = parts_of(header, &h);
    if (parts <= 0)
        return parts ? parts : -EINVAL;
    if (h.pid != 0 && h.pid != current()->pid)
        return -EPERM;
    if (copy_from_user(part, data, parts * sizeof(part[0])) < 0)
        return -EFAULT;
    return set(&current()->cred, part);
}
