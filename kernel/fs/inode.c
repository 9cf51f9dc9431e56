/* inode.c - see inode.h. */
#include "fs/inode.h"
#include "cpu/clock.h"
#include "fs/file.h"
#include "lib/errno.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/kmalloc.h"
#include "sched/sched.h"

struct spinlock fs_lock = SPINLOCK(RANK_FS);
static struct inode *root;
static uint64_t last_number;

struct inode *fs_root(void)
{
    return root;
}

struct inode *inode_create(mode_t mode, const struct cred *owner)
{
    struct inode *i = kzalloc(sizeof(*i));

    if (!i)
        return NULL;
    i->refs = 1;
    spin_init(&i->lock, RANK_FILE);
    waitq_init(&i->turns);
    i->mode = mode;
    i->uid = owner ? owner->euid : 0;
    i->gid = owner ? owner->egid : 0;
    i->links = (mode & S_IFMT) == S_IFDIR ? 2 : 0;
    i->number = __atomic_add_fetch(&last_number, 1, __ATOMIC_RELAXED);
    i->time = clock_realtime() / NS_PER_SEC;
    i->next_cookie = 2;             /* 0 and 1 are . and .. */
    list_init(&i->entries);
    return i;
}

struct inode *inode_create_file(mode_t mode, const struct cred *owner)
{
    struct inode *i = inode_create(S_IFREG | mode, owner);

    if (!i)
        return NULL;
    i->ops = &regular_ops;
    i->object = object_create(FRAME_FILE, 0);
    if (!i->object) {
        inode_put(i);
        return NULL;
    }
    return i;
}

struct inode *inode_get(struct inode *i)
{
    __atomic_fetch_add(&i->refs, 1, __ATOMIC_RELAXED);
    return i;
}

void inode_put(struct inode *i)
{
    if (__atomic_sub_fetch(&i->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    assert(list_empty(&i->entries));
    if (i->object)
        object_put(i->object);
    kfree(i);
}

/* Root may do all, but run only what somebody may run. */
int inode_access(const struct inode *i, const struct cred *c, int want)
{
    mode_t granted = i->mode;

    if (cred_can(c, CAP_DAC_OVERRIDE)) {
        bool runs = inode_is_dir(i) || (i->mode & 0111);
        return (want & INODE_EXECUTE) && !runs ? -EACCES : 0;
    }
    if (c->euid == i->uid)
        granted >>= 6;
    else if (cred_in_group(c, i->gid))
        granted >>= 3;
    return want & ~granted ? -EACCES : 0;
}

int inode_begin_use(struct inode *i, enum inode_use use)
{
    spin_lock(&fs_lock);
    bool clash = i->users * use < 0;
    if (!clash)
        i->users += use;
    spin_unlock(&fs_lock);
    return clash ? -ETXTBSY : 0;
}

void inode_end_use(struct inode *i, enum inode_use use)
{
    spin_lock(&fs_lock);
    i->users -= use;
    spin_unlock(&fs_lock);
}

void inode_lock(struct inode *i)
{
    spin_lock(&i->lock);
    while (i->turn && i->turn != thread_current())
        wait_on_always(&i->turns, &i->lock);
}

void inode_unlock(struct inode *i)
{
    spin_unlock(&i->lock);
}

void inode_turn_begin(struct inode *i)
{
    inode_lock(i);
    i->turn = thread_current();
    inode_unlock(i);
}

void inode_turn_end(struct inode *i)
{
    inode_lock(i);
    i->turn = NULL;
    wake_all(&i->turns);
    inode_unlock(i);
}

/* What stands behind the new end in its last page must read as zeros if the
 * file grows again. */
static void clear_tail(struct inode *i, uint64_t size)
{
    paddr_t frame = object_frame(i->object, size >> PAGE_SHIFT, false);
    size_t in_page = size & PAGE_MASK;

    if (frame && in_page)
        memset(phys_to_virt(frame + in_page), 0, PAGE_SIZE - in_page);
}

/* Lock held. */
static int set_size(struct inode *i, uint64_t size)
{
    int err = object_resize(i->object, PAGES(size));

    if (err)
        return err;
    if (size <= i->size)
        clear_tail(i, size);
    i->size = size;
    return 0;
}

int inode_resize(struct inode *i, uint64_t size)
{
    if (size > FILE_SIZE_MAX)
        return -EFBIG;
    inode_lock(i);
    int err = set_size(i, size);
    inode_unlock(i);
    return err;
}

void inode_trim(struct inode *i)
{
    set_size(i, i->size);       /* doesn't grow, so it can't fail */
}

/* --- directories ---------------------------------------------------------- */

struct entry *dir_find(const struct inode *dir, const char *name)
{
    struct entry *e;

    list_for_each(e, &dir->entries, link)
        if (strcmp(e->name, name) == 0)
            return e;
    return NULL;
}

static void touch(struct inode *dir)
{
    dir->time = clock_realtime() / NS_PER_SEC;
}

int dir_may_add(const struct inode *dir, const struct cred *c)
{
    if (dir->proc || dir->links == 0)
        return -ENOENT;
    return inode_access(dir, c, INODE_WRITE);
}

static struct entry *entry_create(const char *name)
{
    size_t length = strlen(name);
    struct entry *e = kzalloc(sizeof(*e) + length + 1);

    if (e)
        memcpy(e->name, name, length + 1);
    return e;
}

/* The entry takes the caller's reference to `child`. */
static void attach(struct inode *dir, struct entry *e, struct inode *child)
{
    e->inode = child;
    e->cookie = dir->next_cookie++;
    list_push_back(&dir->entries, &e->link);
    if (inode_is_dir(child)) {
        child->parent = dir;
        dir->links++;
    } else {
        child->links++;
    }
    touch(dir);
}

/* The reverse; the reference is the caller's again. */
static struct inode *detach(struct inode *dir, struct entry *e)
{
    struct inode *child = e->inode;

    list_remove(&e->link);
    kfree(e);
    if (inode_is_dir(child))
        dir->links--;
    else
        child->links--;
    touch(dir);
    return child;
}

int dir_add(struct inode *dir, const char *name, struct inode *child)
{
    if (dir_find(dir, name))
        return -EEXIST;
    struct entry *e = entry_create(name);
    if (!e)
        return -ENOMEM;
    attach(dir, e, inode_get(child));
    return 0;
}

void dir_remove(struct inode *dir, struct entry *e)
{
    struct inode *child = detach(dir, e);

    if (inode_is_dir(child)) {
        child->links = 0;
        child->parent = child;  /* it may outlive the directory it was in */
    }
    inode_put(child);
}

/* What can fail comes first: nobody may lose his file for want of memory. */
int dir_move(struct inode *from, struct entry *e, struct inode *to,
             const char *name)
{
    struct entry *fresh = entry_create(name), *target = dir_find(to, name);

    if (!fresh)
        return -ENOMEM;
    if (target)
        dir_remove(to, target);
    attach(to, fresh, detach(from, e));
    return 0;
}

void inode_root_create(void)
{
    root = inode_create(S_IFDIR | 0755, NULL);
    if (!root)
        panic("No memory for the file system: give the machine 16 MiB or "
              "more.");
    root->parent = root;
}

/* Down along the first entries, and up from each directory that has become
 * empty: a tree may be deeper than a stack. */
static void destroy_below(struct inode *dir)
{
    while (!list_empty(&dir->entries)) {
        struct entry *e = list_item(dir->entries.next, struct entry, link);
        if (!list_empty(&e->inode->entries)) {
            dir = e->inode;
            continue;
        }
        dir_remove(dir, e);
        if (list_empty(&dir->entries))
            dir = dir->parent;
    }
}

void inode_root_destroy(void)
{
    spin_lock(&fs_lock);
    destroy_below(root);
    spin_unlock(&fs_lock);
    inode_put(root);
    root = NULL;
}
