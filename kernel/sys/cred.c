/* cred.c - who the process is (setuid(2), setresuid(2), getgroups(2)). */
#include "lib/cred.h"
#include "lib/errno.h"
#include "mm/usercopy.h"
#include "sys/sys.h"
#include "task/process.h"

#define KEEP UINT32_MAX         /* -1: leave this one as it is */

/* Real, effective and saved id of one kind are three words in a row. */
struct triple {
    uint32_t real, effective, saved;
};

static struct triple *user_ids(void)
{
    return (struct triple *)&current()->cred.uid;
}

static struct triple *group_ids(void)
{
    return (struct triple *)&current()->cred.gid;
}
static_assert(offsetof(struct cred, euid) == 4 && offsetof(struct cred, suid) == 8,
              "struct triple");
static_assert(offsetof(struct cred, egid) - offsetof(struct cred, gid) == 4,
              "struct triple");

static bool privileged(const struct triple *t)
{
    return cred_can(&current()->cred,
                    t == user_ids() ? CAP_SETUID : CAP_SETGID);
}

/* Without privilege, an id may become any of the three. */
static bool may_become(const struct triple *t, uint32_t id)
{
    return privileged(t) || id == KEEP || id == t->real ||
           id == t->effective || id == t->saved;
}

static int64_t set_id(struct triple *t, uint32_t id)
{
    if (id == KEEP)
        return -EINVAL;
    if (privileged(t))
        *t = (struct triple){ id, id, id };
    else if (id == t->real || id == t->saved)
        t->effective = id;
    else
        return -EPERM;
    return 0;
}

static int64_t set_three(struct triple *t, uint32_t r, uint32_t e, uint32_t s)
{
    if (!may_become(t, r) || !may_become(t, e) || !may_become(t, s))
        return -EPERM;
    if (r != KEEP)
        t->real = r;
    if (e != KEEP)
        t->effective = e;
    if (s != KEEP)
        t->saved = s;
    return 0;
}

/* The saved id follows the effective one when the real one is set, or the
 * effective one becomes something new (setreuid(2)). */
static int64_t set_two(struct triple *t, uint32_t r, uint32_t e)
{
    uint32_t real = t->real;

    if (!privileged(t) && r != KEEP && r != t->real && r != t->effective)
        return -EPERM;
    int64_t err = set_three(t, r, e, KEEP);
    if (err == 0 && (r != KEEP || (e != KEEP && e != real)))
        t->saved = t->effective;
    return err;
}

static int64_t get_three(const struct triple *t, vaddr_t r, vaddr_t e,
                         vaddr_t s)
{
    if (copy_to_user(r, &t->real, 4) < 0 ||
        copy_to_user(e, &t->effective, 4) < 0 ||
        copy_to_user(s, &t->saved, 4) < 0)
        return -EFAULT;
    return 0;
}

/* Who becomes another has no secrets to dump, and no claim on its parent. */
static void effect_changed(const struct cred *old)
{
    struct process *p = current();

    if (p->cred.euid == old->euid && p->cred.egid == old->egid)
        return;
    spin_lock(&process_lock);
    p->death_signal = 0;
    spin_unlock(&process_lock);
    p->dumpable = false;
}

static int64_t groups_set(const struct cred *old, int64_t err)
{
    effect_changed(old);
    return err;
}

/* Capabilities follow user ids. */
static int64_t users_set(const struct cred *old, int64_t err)
{
    effect_changed(old);
    if (!err)
        cred_users_changed(&current()->cred, old);
    return err;
}

int64_t sys_setuid(uid_t id)
{
    struct cred old = current()->cred;

    return users_set(&old, set_id(user_ids(), id));
}

int64_t sys_setgid(gid_t id)
{
    struct cred old = current()->cred;

    return groups_set(&old, set_id(group_ids(), id));
}

int64_t sys_setresuid(uid_t r, uid_t e, uid_t s)
{
    struct cred old = current()->cred;

    return users_set(&old, set_three(user_ids(), r, e, s));
}

int64_t sys_setresgid(gid_t r, gid_t e, gid_t s)
{
    struct cred old = current()->cred;

    return groups_set(&old, set_three(group_ids(), r, e, s));
}

int64_t sys_setreuid(uid_t r, uid_t e)
{
    struct cred old = current()->cred;

    return users_set(&old, set_two(user_ids(), r, e));
}

int64_t sys_setregid(gid_t r, gid_t e)
{
    struct cred old = current()->cred;

    return groups_set(&old, set_two(group_ids(), r, e));
}

int64_t sys_getresuid(vaddr_t r, vaddr_t e, vaddr_t s)
{
    return get_three(user_ids(), r, e, s);
}

int64_t sys_getresgid(vaddr_t r, vaddr_t e, vaddr_t s)
{
    return get_three(group_ids(), r, e, s);
}

int64_t sys_getgroups(int size, vaddr_t list)
{
    const struct cred *c = &current()->cred;

    if (size < 0 || (size > 0 && size < c->group_count))
        return -EINVAL;
    if (size > 0 && copy_to_user(list, c->groups, 4 * c->group_count) < 0)
        return -EFAULT;
    return c->group_count;
}

/* As Linux tells them. */
static void sort(gid_t *groups, int count)
{
    for (int i = 1; i < count; i++) {
        gid_t g = groups[i];
        int at = i;
        for (; at > 0 && groups[at - 1] > g; at--)
            groups[at] = groups[at - 1];
        groups[at] = g;
    }
}

int64_t sys_setgroups(int size, vaddr_t list)
{
    struct cred *c = &current()->cred, new = *c;

    if (!privileged(group_ids()))
        return -EPERM;
    if (size < 0 || size > CRED_GROUPS)
        return -EINVAL;
    if (copy_from_user(new.groups, list, 4 * size) < 0)
        return -EFAULT;
    new.group_count = size;
    sort(new.groups, size);
    *c = new;
    return 0;
}
